import assert from "node:assert/strict";
import { ExpressionError } from "../../../lib/text/expression_error.ts";

Deno.test("ExpressionError names the column, counted in characters", () => {
  const error = new ExpressionError("format", { text: "👩%q", index: 2, found: "unknown verb" });
  assert.equal(error.column, 2);
  assert.equal(error.message, 'Cannot read format "👩%q": unknown verb, at column 2');
});

Deno.test("ExpressionError has a message of one line for any text", () => {
  const error = new ExpressionError("offsets", { text: "1:\n", index: 2, found: "a break" });
  assert.equal(error.message, 'Cannot read offsets "1:\\n": a break, at column 3');
});

Deno.test("ExpressionError names the line if the expression has several", () => {
  const error = new ExpressionError("expression", { text: "a\n&& b\n", index: 5, found: "b" });
  assert.equal(error.place.message, "Cannot read expression: b, at line 2, column 4");
  const last = new ExpressionError("format", { text: "%v\n", index: 1, found: "v" });
  assert.equal(last.place.message, "Cannot read format: v, at column 2");
});
