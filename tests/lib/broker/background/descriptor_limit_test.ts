import assert from "node:assert/strict";
import { descriptorLimit } from "../../../../lib/broker/background/descriptor_limit.ts";
import { runProcess } from "../../../support/cli/process.ts";

const module = new URL(
  "../../../../lib/broker/background/descriptor_limit.ts",
  import.meta.url,
).href;
const code = `import { descriptorLimit } from ${JSON.stringify(module)};
  console.log(await descriptorLimit());`;

const noWindows = { ignore: Deno.build.os === "windows" };

Deno.test("descriptorLimit() returns the limit that ulimit -n prints", noWindows, async () => {
  const limited = ["-c", 'ulimit -n 100; exec "$@"', "sh", Deno.execPath(), "eval", code];
  const { stdout, stderr } = await runProcess("sh", limited);
  assert.equal(stdout, "100\n", stderr);
});

Deno.test("descriptorLimit() is null if this process is not allowed to run a shell", async () => {
  const script = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(script, code);
  const args = ["run", "--no-prompt", "--no-config", "--allow-import", script];
  const { stdout, stderr } = await runProcess(Deno.execPath(), args);
  await Deno.remove(script);
  assert.equal(stdout, "null\n", stderr);
});

Deno.test("descriptorLimit() returns a number if the system has a limit", noWindows, async () => {
  const limit = await descriptorLimit();
  assert.ok(limit === null || limit > 0, String(limit));
});
