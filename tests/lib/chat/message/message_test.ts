import assert from "node:assert/strict";
import { parsePlace, placeKey } from "../../../../lib/chat/message/message.ts";

Deno.test("parsePlace() reads what placeKey() wrote, and nothing else", () => {
  const place = { partition: 3, offset: 9_007_199_254_740_993n };
  assert.deepEqual(parsePlace(placeKey(place)), place);
  for (const text of ["", "3", "3/", "/3", "-1/3", "3/-1", " 3/4", "3/4 ", "3/4/5", "x/y"]) {
    assert.equal(parsePlace(text), undefined, text);
  }
});
