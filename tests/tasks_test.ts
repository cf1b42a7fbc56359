import assert from "node:assert/strict";

const { tasks }: { tasks: Record<string, string> } = JSON.parse(
  Deno.readTextFileSync(new URL("../deno.json", import.meta.url)),
);
const flags = flagsOf("wah");

/** What each task may do of what `wah` may: keep data, and start programs, a broker among them. */
const kept: Readonly<Record<string, readonly string[]>> = {
  dev: ["--allow-write", "--allow-run"],
  chat: ["--allow-write", "--allow-run"],
  topic: ["--allow-write", "--allow-run"],
  consume: ["--allow-write", "--allow-run"],
  health: [],
};

for (const [name, some] of Object.entries(kept)) {
  Deno.test(`deno task ${name} is wah ${name}, with what it needs of the permissions`, () => {
    const powerful = ["--allow-write", "--allow-run"];
    const wanted = flags.filter((flag) => !powerful.includes(flag) || some.includes(flag));
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
