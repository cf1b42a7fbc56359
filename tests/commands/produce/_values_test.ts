import assert from "node:assert/strict";
import { headerOf } from "../../../commands/produce/_values.ts";
import { UsageError } from "../../../lib/errors.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

Deno.test("headerOf() splits at the first equals sign, and keeps an empty value", () => {
  assert.deepEqual(headerOf("a=b=c"), { key: "a", value: utf8("b=c") });
  assert.deepEqual(headerOf("a="), { key: "a", value: utf8("") });
});

for (const text of ["", "=a", "a"]) {
  Deno.test(`headerOf() rejects "${text}"`, () => assert.throws(() => headerOf(text), UsageError));
}
