import assert from "node:assert/strict";
import { autoDecoder } from "../../../lib/decode/auto_decoder.ts";
import type { Decoder } from "../../../lib/decode/decoder.ts";
import { loadMsgpackDecoder } from "../../../lib/decode/msgpack_decoder.ts";
import { decoded, hex } from "./_decode.ts";

const msgpack = await loadMsgpackDecoder();
const registry: Decoder = {
  decode: () => "decoded by the registry",
  needsLoad: () => true,
  load: () => Promise.resolve(),
};
const withRegistry = autoDecoder({ msgpack, registry });
const decoder = autoDecoder({ msgpack, registry: null });

for (
  const [what, bytes, expected] of [
    ["an object", ' {"a":1} ', { a: 1 }],
    ["an array", "[1]", [1]],
    ["a number as text", "12", "12"],
    ["text that is nearly JSON", "{a}", "{a}"],
    ["an empty value", "", ""],
    ["MessagePack", hex("81 a1 61 c2"), { a: false }],
    ["other bytes as they are", hex("ff fe"), hex("ff fe")],
    ["bytes that look like MessagePack", hex("8f ff"), hex("8f ff")],
  ] as const
) {
  Deno.test(`autoDecoder() decodes ${what}`, () => {
    assert.deepEqual(decoded(decoder, bytes), expected);
  });
}

Deno.test("autoDecoder() asks the registry for values that begin with a zero byte only", () => {
  const framed = hex("00 00000001 02");
  assert.equal(decoded(withRegistry, framed), "decoded by the registry");
  assert.equal(withRegistry.needsLoad?.(framed, 0, 6), true);
  assert.equal(withRegistry.needsLoad?.(framed, 1, 0), false);
  assert.deepEqual(decoded(withRegistry, "[]"), []);
  assert.equal(decoder.needsLoad, undefined);
});
