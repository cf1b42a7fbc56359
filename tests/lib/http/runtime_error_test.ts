import assert from "node:assert/strict";
import { isRuntimeError } from "../../../lib/http/runtime_error.ts";

Deno.test("isRuntimeError() is true for errors of the system, false for bugs", () => {
  assert.equal(isRuntimeError(new Deno.errors.ConnectionRefused("refused")), true);
  assert.equal(isRuntimeError(new Error("failed to lookup address information")), true);
  assert.equal(isRuntimeError(new TypeError("x is not a function")), false);
  assert.equal(isRuntimeError(new RangeError("too large")), false);
  assert.equal(isRuntimeError("thrown text"), false);
});
