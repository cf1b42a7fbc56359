import assert from "node:assert/strict";
import { textOf, utf8 } from "../../../../lib/wire/bytes.ts";
import { snappyCompress, snappyDecompress } from "../../../../lib/wire/codecs/snappy.ts";
import { loadCodec } from "../../../../lib/wire/codecs.ts";

await loadCodec("snappy");

const streamHeader = "82534e4150505900" + "00000001" + "00000001";
const roomy = 1 << 20;

function decoded(hex: string): string {
  return textOf(snappyDecompress(Uint8Array.fromHex(hex), roomy));
}

Deno.test("snappyDecompress() reads each kind of element", () => {
  assert.equal(decoded("00"), "");
  assert.equal(decoded("03" + "08" + "776168"), "wah");
  assert.equal(decoded("08" + "0c" + "77616820" + "01" + "04"), "wah wah ");
  assert.equal(decoded("08" + "0c" + "77616820" + "0e" + "0400"), "wah wah ");
  assert.equal(decoded("08" + "0c" + "77616820" + "0f" + "04000000"), "wah wah ");
  assert.equal(decoded("0a" + "00" + "77" + "22" + "0100"), "w".repeat(10));
  const long = "61".repeat(100);
  for (const length of ["f0" + "63", "f4" + "6300", "f8" + "630000", "fc" + "63000000"]) {
    assert.equal(decoded("64" + length + long), "a".repeat(100));
  }
});

Deno.test("snappyDecompress() reads chunks of a stream, and streams one after another", () => {
  const chunk = "00000005" + "03" + "08" + "776168";
  assert.equal(decoded(streamHeader), "");
  assert.equal(decoded(streamHeader + chunk + chunk), "wahwah");
  assert.equal(decoded(streamHeader + chunk + streamHeader + chunk), "wahwah");
});

Deno.test("snappyDecompress() rejects elements that exceed the block", () => {
  const refused = (hex: string, position: number): void =>
    assert.throws(() => decoded(hex), {
      message: `Cannot decompress snappy: a malformed element at byte ${position}`,
    });
  refused("03" + "0c" + "77616820", 1);
  refused("04" + "08" + "776168", 4);
  refused("03" + "08" + "7761", 1);
  refused("08" + "0c" + "77616820" + "01" + "00", 7);
  refused("08" + "0c" + "77616820" + "01" + "05", 7);
  refused("08" + "0c" + "77616820" + "01", 7);
  refused("08" + "0c" + "77616820" + "0e" + "04", 8);
  refused("08" + "fc" + "ffffffff" + "77", 5);
  refused("08" + "fc" + "ffff", 5);
});

Deno.test("snappyDecompress() rejects a length that its bytes cannot reach", () => {
  assert.throws(() => decoded("ffffffff0f" + "0001"), {
    message: "Cannot decompress snappy: 4294967295 bytes declared by a block of 2",
  });
  assert.throws(() => decoded(streamHeader + "00000007" + "ffffffff0f" + "0001"), {
    message: "Cannot decompress snappy: 4294967295 bytes declared by a block of 2",
  });
});

Deno.test("snappyDecompress() rejects chunks with wrong sizes", () => {
  for (const size of ["ffffffff", "7fffffff", "80000000", "00000000", "00000006"]) {
    assert.throws(() => decoded(streamHeader + size + "03" + "08" + "776168"), {
      name: "WireError",
    }, size);
  }
});

Deno.test("snappyCompress() writes the stream of snappy-java, in chunks of 32 KiB", () => {
  const bytes = utf8("wah ".repeat(20_000));
  const stream = snappyCompress(bytes);
  const view = new DataView(stream.buffer, stream.byteOffset);
  assert.equal(stream.subarray(0, 16).toHex(), streamHeader);
  const lengths: number[] = [];
  for (let at = 16; at < stream.byteLength; at += 4 + view.getInt32(at)) {
    const chunk = stream.subarray(at + 4, at + 4 + view.getInt32(at));
    lengths.push(snappyDecompress(chunk, roomy).byteLength);
  }
  assert.deepEqual(lengths, [32_768, 32_768, 14_464]);
});
