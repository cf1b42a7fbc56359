import assert from "node:assert/strict";
import { join } from "node:path";
import { makeDataDirectory } from "../../../lib/broker/data_directory.ts";
import { runProcess } from "../../support/cli/process.ts";

const module = new URL("../../../lib/broker/data_directory.ts", import.meta.url).href;

Deno.test("makeDataDirectory() creates missing directories for their owner only", async () => {
  const folder = await Deno.makeTempDir();
  const data = join(folder, "a", "b");
  makeDataDirectory(data);
  makeDataDirectory(data);
  const { isDirectory, mode } = await Deno.stat(data);
  assert.equal(isDirectory, true);
  if (Deno.build.os !== "windows") assert.equal(mode! & 0o777, 0o700);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("makeDataDirectory() rejects a path that is not a directory", async () => {
  const file = await Deno.makeTempFile();
  assert.throws(() => makeDataDirectory(file), {
    name: "DataError",
    problem: "unusable",
  });
  await Deno.remove(file);
});

Deno.test("makeDataDirectory() accepts a directory whose parent it must not read", async () => {
  const folder = await Deno.makeTempDir();
  const data = join(folder, "data");
  makeDataDirectory(data);
  const script = join(folder, "script.ts");
  await Deno.writeTextFile(
    script,
    `import { makeDataDirectory } from ${JSON.stringify(module)};
    makeDataDirectory(${JSON.stringify(data)}); console.log("made");`,
  );
  const permissions = [`--allow-read=${data}`, `--allow-write=${data}`, "--no-prompt"];
  const args = ["run", "--no-check", ...permissions, script];
  const { stdout, stderr } = await runProcess(Deno.execPath(), args);
  assert.equal(stdout, "made\n", stderr);
  await Deno.remove(folder, { recursive: true });
});
