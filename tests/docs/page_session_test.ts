import assert from "node:assert/strict";
import { PageSession } from "../support/docs/page_session.ts";
import { shellBlocks } from "../support/docs/shell_blocks.ts";

async function problemsOf(markdown: string): Promise<string[]> {
  await using session = await PageSession.open();
  const problems: string[] = [];
  for (const block of shellBlocks("a.md", markdown).blocks) {
    problems.push(...await session.run(block));
  }
  return problems.map((problem) => problem.split("\n").slice(0, 2).join(" | "));
}

Deno.test("PageSession reports a command whose exit status is not the promised one", async () => {
  const page = ["```sh", "true", "false", "true   # exits with 1", "no-such-command", "```"];
  assert.deepEqual(await problemsOf(page.join("\n")), [
    "a.md:3: false | exited with 1, expected 0; it printed:",
    "a.md:4: true   # exits with 1 | exited with 0, expected 1; it printed:",
    "a.md:5: no-such-command | exited with 127, expected 0; it printed:",
  ]);
});

Deno.test("PageSession reports output that differs from the page", async () => {
  const page = ["```sh", "echo one 1; echo two", "```", "", "```text", "one …", "three", "```"];
  assert.deepEqual(await problemsOf(page.join("\n")), [
    'a.md:1: the output has no line "three"; it is: | one 1',
  ]);
});

Deno.test("PageSession keeps variables, presses keys and answers questions", async () => {
  const page = [
    "```sh",
    "export NAME=wah",
    'test "$NAME" = wah',
    "echo type; cat                        # Ctrl-D leaves",
    // One process group: a shell that is about to start a program can miss the signal.
    "sh -c 'echo ready; exec sleep 1000'   # Ctrl-C stops",
    "read -p 'Really? [y/N] ' a; test $a = y",
    "```",
  ];
  assert.deepEqual(await problemsOf(page.join("\n")), []);
});
