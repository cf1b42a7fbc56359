import assert from "node:assert/strict";

const { tasks }: { tasks: Record<string, string> } = JSON.parse(
  Deno.readTextFileSync(new URL("../deno.json", import.meta.url)),
);
const flags = flagsOf("wah");

/** Whether a task may keep data and start programs, as whoever starts a broker does. */
const startsBroker: Readonly<Record<string, boolean>> = {
  dev: true,
  chat: true,
  topic: true,
  consume: true,
  health: false,
};

for (const [name, isPowerful] of Object.entries(startsBroker)) {
  Deno.test(`deno task ${name} is wah ${name}, with what it needs of the permissions`, () => {
    const powerful = ["--allow-write", "--allow-run"];
    const wanted = flags.filter((flag) => isPowerful || !powerful.includes(flag));
    assert.equal(tasks[name], `deno run ${wanted.join(" ")} main.ts ${name}`);
  });
}

Deno.test("deno task compile gives the binary the permissions of wah", () => {
  assert.ok(tasks["compile"]!.startsWith(`deno compile ${flags.join(" ")} --include commands `));
});

/** Nothing that a command does before its first word fills as much, so no start waits for it. */
const youngGeneration = "--v8-flags=--min-semi-space-size=8";

Deno.test("deno task wah names its permissions, and puts off the first garbage collection", () => {
  assert.deepEqual(flags.map((flag) => flag === youngGeneration ? flag : flag.replace(/=.*/, "")), [
    youngGeneration,
    "--no-prompt",
    "--allow-net",
    "--allow-read",
    "--allow-write",
    "--allow-run",
    "--allow-env",
  ]);
});

function flagsOf(name: string): string[] {
  return /^deno run (.*) main\.ts$/.exec(tasks[name]!)?.[1]?.split(" ") ?? [];
}
