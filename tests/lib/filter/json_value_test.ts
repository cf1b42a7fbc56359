import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonOrText } from "../../../lib/filter/json_value.ts";

Deno.test("jsonOrText() parses every JSON text", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.constantFrom("", " ", "\n"), (value, space) => {
    const text = space + JSON.stringify(value) + space;
    const numbers = (_key: string, inner: unknown): unknown =>
      typeof inner === "bigint" ? Number(inner) : inner;
    assert.equal(JSON.stringify(jsonOrText(text), numbers), JSON.stringify(JSON.parse(text)));
  }));
});

Deno.test("jsonOrText() returns a text that is not JSON", () => {
  for (const text of ["", "salut", "[INFO] ready", "007", "{a}", "nullable", "1 2", "-"]) {
    assert.equal(jsonOrText(text), text);
  }
});

Deno.test("jsonOrText() keeps integers exact that numbers cannot represent", () => {
  assert.deepEqual(jsonOrText('{"id":1234567890123456789,"n":1}'), {
    id: 1234567890123456789n,
    n: 1,
  });
  assert.deepEqual(jsonOrText(" 1234567890123456789 "), 1234567890123456789n);
  assert.deepEqual(jsonOrText("[ 1,-1234567890123456789]"), [1, -1234567890123456789n]);
  assert.deepEqual(jsonOrText('["1234567890123456789"]'), ["1234567890123456789"]);
});
