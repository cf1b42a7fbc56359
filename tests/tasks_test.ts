import assert from "node:assert/strict";

const { tasks }: { tasks: Record<string, string> } = JSON.parse(
  Deno.readTextFileSync(new URL("../deno.json", import.meta.url)),
);
const flags = /^deno run (.*) main\.ts$/.exec(tasks["wah"]!)?.[1];

for (const name of ["chat", "topic", "consume", "health"]) {
  Deno.test(`deno task ${name} is wah ${name}, with the permissions of wah`, () => {
    assert.equal(tasks[name], `deno run ${flags} main.ts ${name}`);
  });
}

Deno.test("deno task compile gives the binary the permissions of wah", () => {
  assert.ok(tasks["compile"]!.startsWith(`deno compile ${flags} --include commands `));
});

Deno.test("deno task wah names its permissions, and may neither write nor start programs", () => {
  const names = flags!.split(" ").map((flag) => flag.replace(/=.*/, ""));
  assert.deepEqual(names, ["--no-prompt", "--allow-net", "--allow-read", "--allow-env"]);
});
