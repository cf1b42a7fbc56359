import assert from "node:assert/strict";
import { jsonDecoder } from "../../../lib/decode/json_decoder.ts";
import { decoded, failureOf, hex } from "./_decode.ts";

Deno.test("jsonDecoder keeps integers exact", () => {
  assert.deepEqual(decoded(jsonDecoder, '{"a":9007199254740993,"b":1.5}'), {
    a: 9007199254740993n,
    b: 1.5,
  });
});

Deno.test("jsonDecoder reports why bytes are not JSON", () => {
  assert.equal(failureOf(() => decoded(jsonDecoder, hex("ff"))), "not UTF-8");
  assert.match(failureOf(() => decoded(jsonDecoder, "{")), /^not JSON: /);
});
