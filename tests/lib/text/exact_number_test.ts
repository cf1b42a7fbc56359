import assert from "node:assert/strict";
import { exactNumber } from "../../../lib/text/exact_number.ts";

Deno.test("exactNumber() makes JSON.stringify() write all digits of an integer", () => {
  assert.equal(JSON.stringify([exactNumber(9_007_199_254_740_993n)]), "[9007199254740993]");
  assert.equal(JSON.stringify({ offset: exactNumber(-1n) }), '{"offset":-1}');
});
