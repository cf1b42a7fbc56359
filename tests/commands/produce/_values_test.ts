import assert from "node:assert/strict";
import { headerOf, rateOf } from "../../../commands/produce/_values.ts";
import { UsageError } from "../../../lib/errors.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

Deno.test("headerOf() splits at the first equals sign, and keeps an empty value", () => {
  assert.deepEqual(headerOf("a=b=c"), { key: "a", value: utf8("b=c") });
  assert.deepEqual(headerOf("a="), { key: "a", value: utf8("") });
});

Deno.test("rateOf() returns the milliseconds between two records", () => {
  assert.deepEqual(["100/s", "30/m", "1/h", "0.5", "4"].map(rateOf), [
    ...[10, 2_000, 3_600_000, 2_000, 250],
  ]);
});

for (const text of ["", "0/s", "-1", "1/d", "fast"]) {
  Deno.test(`rateOf() rejects "${text}"`, () => assert.throws(() => rateOf(text), UsageError));
}

for (const text of ["", "=a", "a"]) {
  Deno.test(`headerOf() rejects "${text}"`, () => assert.throws(() => headerOf(text), UsageError));
}
