import assert from "node:assert/strict";
import { screenRows } from "../../../lib/chat/screen_rows.ts";

Deno.test("screenRows() counts the rows below the first", () => {
  assert.equal(screenRows("", 10), 0);
  assert.equal(screenRows("123456789", 10), 0);
  assert.equal(screenRows("1234567890", 10), 1);
  assert.equal(screenRows("12345678901", 10), 1);
  assert.equal(screenRows("1".repeat(20), 10), 2);
});

Deno.test("screenRows() counts wide characters as two columns and wraps them whole", () => {
  assert.equal(screenRows("世界世界世", 10), 1);
  assert.equal(screenRows("世界世界", 10), 0);
  assert.equal(screenRows("123456789世", 10), 1);
  assert.equal(screenRows("123456789世12345678", 10), 2);
  assert.equal(screenRows("e\u0301".repeat(9), 10), 0);
});
