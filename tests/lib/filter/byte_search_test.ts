import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteSearch } from "../../../lib/filter/byte_search.ts";

/** Few different bytes, so that occurrences and near misses are frequent. */
const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.array(fc.integer({ min: 0, max: 2 }), { maxLength }).map((list) => Uint8Array.from(list));

function naiveIndex(text: Uint8Array, wanted: Uint8Array, from: number): number {
  for (let at = from; at + wanted.length <= text.length; at++) {
    if (wanted.every((byte, index) => text[at + index] === byte)) return at;
  }
  return -1;
}

Deno.test("ByteSearch.indexIn() finds the first occurrence at or after the start", () => {
  fc.assert(fc.property(bytes(40), bytes(6), fc.nat(40), (text, wanted, from) => {
    const search = new ByteSearch(wanted);
    assert.equal(search.indexIn(text, from), naiveIndex(text, wanted, from));
  }));
});
