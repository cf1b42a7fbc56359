import assert from "node:assert/strict";
import { helpDocument } from "../../commands/help/_help_json.ts";
import { helpPages } from "../../commands/help/_pages.ts";
import { program } from "../../commands/program.ts";
import { manPage } from "../../tools/man_page.ts";

const document = await helpDocument(program, "wah");

Deno.test("packaging/wah.1 describes the commands as they are", () => {
  const file = Deno.readTextFileSync(new URL("../../packaging/wah.1", import.meta.url));
  assert.equal(file, manPage(document, helpPages), "Run deno task docs");
});

Deno.test("manPage() escapes what roff would read as its own", () => {
  const page = manPage({ ...document, commands: [], global_flags: [] }, [{
    name: "page",
    summary: ".hidden\n'quoted' a-b \\n",
    sections: [{ title: 'a "title"', rows: [["%v\\n", "."]] }],
  }]);
  assert.ok(page.includes("\n\\&.hidden\n\\&'quoted' a\\-b \\en\n"), page);
  assert.ok(page.includes('\n.SS "a \\(dqtitle\\(dq"\n.TP\n.B "%v\\en"\n\\&.\n'), page);
});
