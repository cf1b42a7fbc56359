import assert from "node:assert/strict";
import { parsePosition, positionKey } from "../../../../lib/chat/message/message.ts";

Deno.test("parsePosition() accepts only what positionKey() returns", () => {
  const position = { partition: 3, offset: 9_007_199_254_740_993n };
  assert.deepEqual(parsePosition(positionKey(position)), position);
  for (const text of ["", "3", "3/", "/3", "-1/3", "3/-1", " 3/4", "3/4 ", "3/4/5", "x/y"]) {
    assert.equal(parsePosition(text), undefined, text);
  }
});
