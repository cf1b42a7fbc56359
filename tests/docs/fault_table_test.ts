import assert from "node:assert/strict";
import { problems, readFaultRows } from "../support/docs/fault_table.ts";

Deno.test("docs/troubleshooting.md has a row for each problem that is tested", async () => {
  const rows = await readFaultRows();
  assert.deepEqual(rows.map(([problem]) => problem), [...problems], "Run deno task docs:faults");
});
