import assert from "node:assert/strict";
import fc from "fast-check";
import { exactInteger, shortestFloat } from "../../../lib/decode/exact_number.ts";

Deno.test("exactInteger() returns the 64-bit integer of two halves", () => {
  fc.assert(fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (integer) => {
    const high = Number(BigInt.asIntN(32, integer >> 32n));
    const low = Number(BigInt.asIntN(32, integer));
    const signed = exactInteger({ low, high, unsigned: false });
    assert.equal(BigInt(signed), integer);
    assert.equal(typeof signed, Number.isSafeInteger(Number(integer)) ? "number" : "bigint");
    assert.equal(BigInt(exactInteger({ low, high, unsigned: true })), BigInt.asUintN(64, integer));
  }));
});

Deno.test("shortestFloat() is the same 32-bit number, and short", () => {
  assert.equal(shortestFloat(Math.fround(0.1)), 0.1);
  fc.assert(fc.property(fc.float(), (value) => {
    assert.ok(Object.is(Math.fround(shortestFloat(value)), value));
  }));
});
