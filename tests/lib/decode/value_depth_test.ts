import assert from "node:assert/strict";
import { isTooDeep, maxDepth } from "../../../lib/decode/value_depth.ts";

Deno.test("isTooDeep() is true for more levels than the limit", () => {
  let value: unknown = 1;
  for (let level = 0; level < maxDepth; level++) value = [value];
  assert.equal(isTooDeep(value), false);
  assert.equal(isTooDeep({ value }), true);
});
