import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { PageSession } from "../support/docs/page_session.ts";
import { type ShellBlock, shellBlocks } from "../support/docs/shell_blocks.ts";
import { sourceFiles } from "../support/tidy/source.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = sourceFiles(root, [".md"]).map(({ path, text }) => shellBlocks(path, text));

function typed(blocks: readonly ShellBlock[]): ShellBlock[] {
  return blocks.filter(({ notRun }) => notRun === undefined);
}

Deno.test("every block of commands in the docs can be run, or has a reason not to", () => {
  assert.deepEqual(pages.flatMap(({ problems }) => problems), []);
});

for (const { blocks } of pages.filter((page) => typed(page.blocks).length > 0)) {
  Deno.test(`the commands of ${blocks[0]!.page} work as typed`, async () => {
    await using session = await PageSession.open();
    const problems: string[] = [];
    for (const block of typed(blocks)) problems.push(...await session.run(block));
    assert.equal(problems.join("\n\n"), "");
  });
}
