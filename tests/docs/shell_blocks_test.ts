import assert from "node:assert/strict";
import { shellBlocks } from "../support/docs/shell_blocks.ts";

function fence(language: string, ...lines: readonly string[]): string {
  return ["```" + language, ...lines, "```", ""].join("\n");
}

function problems(markdown: string): string[] {
  return [...shellBlocks("a.md", markdown).problems];
}

Deno.test("shellBlocks() returns the commands of a block with their lines", () => {
  const { blocks } = shellBlocks(
    "a.md",
    `# A\n\n${fence("sh", "wah a \\", "  b", "", "# c", "d")}`,
  );
  assert.deepEqual(blocks[0]!.commands.map(({ line, text }) => [line, text]), [
    [4, "wah a \\\n  b"],
    [8, "d"],
  ]);
});

Deno.test("shellBlocks() reads the promised status and key from the comment", () => {
  const lines = [
    "wah a                  # does it",
    "wah b                  # exits with 3",
    "wah c                  # exits with 0 if healthy, 10 if not",
    "wah d                  # Ctrl-C stops",
    "wah e                  # until Ctrl-C; exits with 0",
    "wah f                  # Ctrl-D leaves",
    "wah g 'exits with 9'",
  ];
  const [block] = shellBlocks("a.md", fence("sh", ...lines)).blocks;
  assert.deepEqual(block!.commands.map(({ status, endKey }) => [status, endKey]), [
    [0, undefined],
    [3, undefined],
    [0, undefined],
    [130, "C-c"],
    [0, "C-c"],
    [0, "C-d"],
    [0, undefined],
  ]);
});

Deno.test("shellBlocks() reads a text block as output only right after the commands", () => {
  const outputs = (between: string): (readonly string[])[] =>
    shellBlocks("a.md", `${fence("sh", "wah a")}${between}${fence("text", "x", "", "y")}`)
      .blocks.map(({ output }) => output);
  assert.deepEqual(outputs("\n"), [["x", "y"]]);
  assert.deepEqual(outputs("\nThe file is:\n\n"), [[]]);
});

Deno.test("shellBlocks() skips a block only if the comment before it has a reason", () => {
  const block = fence("sh", "docker compose up");
  const reason = "<!-- not run: there is no\n     Docker engine here -->\n\n";
  assert.equal(
    shellBlocks("a.md", reason + block).blocks[0]!.notRun,
    "there is no\n     Docker engine here",
  );
  assert.deepEqual(problems(reason + block), []);
  assert.deepEqual(problems(`<!-- not run: slow -->\n${block}`), [
    "a.md:2: the comment before the block gives no reason",
  ]);
  const far = `${reason}Some text.\n\n${block}`;
  assert.equal(shellBlocks("a.md", far).blocks[0]!.notRun, undefined);
});

Deno.test("shellBlocks() reports commands that no test would find", () => {
  assert.deepEqual(problems(fence("", "wah a")), [
    'a.md:1: a block of language ""; commands are sh',
    "a.md:2: a command outside a block of language sh",
  ]);
  assert.deepEqual(problems(fence("text", "$ wah a", "error: no")), [
    "a.md:2: a command outside a block of language sh",
  ]);
  assert.deepEqual(problems("\n    wah a\n"), [
    "a.md:2: a command in an indented block; use a fence of language sh",
  ]);
  assert.deepEqual(problems("```sh\nwah a\n"), ["a.md:1: the fence is not closed"]);
});
