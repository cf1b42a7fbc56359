import assert from "node:assert/strict";
import { registry } from "../../lib/broker/apis/registry.ts";
import { apiTable, withApiTable } from "../../tools/api_table.ts";

const page = await Deno.readTextFile(new URL("../../docs/broker.md", import.meta.url));

Deno.test("docs/broker.md lists the APIs and versions of the registry", () => {
  assert.equal(page, withApiTable(page, apiTable(registry)), "Run deno task docs");
});

Deno.test("apiTable() returns a line for each API, in the order of the keys", () => {
  const apis = [...registry.byKey.values()].filter(({ key }) => key === 46 || key === 3);
  const table = apiTable({ byKey: new Map(apis.reverse().map((api) => [api.key, api])) });
  assert.equal(
    table,
    "| key | API                        | versions |\n" +
      "| --- | -------------------------- | -------- |\n" +
      "| 3   | Metadata                   | 0 to 12  |\n" +
      "| 46  | ListPartitionReassignments | 0        |",
  );
});

Deno.test("withApiTable() rejects a page without the comments around the table", () => {
  assert.throws(() => withApiTable("# A page\n", "| a |"), /The page needs/);
});
