import assert from "node:assert/strict";
import { textOf } from "../../../../lib/wire/bytes.ts";
import { lz4Compress, lz4Decompress } from "../../../../lib/wire/codecs/lz4.ts";
import { loadCodec } from "../../../../lib/wire/codecs.ts";
import { readStream, streamText } from "../fixtures/codecs/text.ts";

await loadCodec("lz4");

const roomy = 1 << 20;
/** "wah " in one stored block. */
const wah = "04224d18604082" + "04000080" + "77616820" + "00000000";
const skippable = "5f2a4d18" + "03000000" + "ffffff";

function decoded(hex: string): string {
  return textOf(lz4Decompress(Uint8Array.fromHex(hex), roomy));
}

for (const name of ["lz4-dependent.bin", "lz4-checksums.bin", "lz4-bare.bin"]) {
  Deno.test(`lz4Decompress() reads ${name}`, () => {
    assert.equal(textOf(lz4Decompress(readStream(name), roomy)), streamText);
  });
}

Deno.test("lz4Decompress() reads frames that follow one another, and skips skippable ones", () => {
  assert.equal(decoded(wah + skippable + wah), "wah wah ");
  assert.equal(decoded(skippable), "");
});

Deno.test("lz4Decompress() throws an error that names the problem of a frame", () => {
  const refused = (hex: string, found: string): void =>
    assert.throws(() => decoded(hex), { message: `Cannot decompress lz4: ${found}` });
  refused("00112233", "magic 0x33221100, not a frame");
  refused(wah + "00", "cut short at byte 20");
  refused("04224d18" + "204082", "frame version 0");
  refused("04224d18" + "603082", "block size code 3");
  refused("04224d18" + "614082" + "00000000", "it needs a dictionary");
  refused(
    "04224d18604082" + "01000180" + "00".repeat(65_537),
    "a block of 65537 bytes, at most 65536",
  );
  refused(
    "04224d18" + "6840" + "0500000000000000" + "82" + wah.slice(14),
    "4 bytes in a frame of 5",
  );
});

Deno.test("lz4Decompress() throws an error that names the problem of a block", () => {
  const refused = (block: string, found: string): void => {
    const size = (block.length / 2).toString(16).padStart(2, "0");
    assert.throws(() => decoded("04224d18604082" + `${size}000000` + block + "00000000"), {
      message: `Cannot decompress lz4: ${found}`,
    });
  };
  refused("50" + "7761", "a malformed literals at byte 1 of a block");
  refused("10" + "77" + "0100", "a malformed match at byte 4 of a block");
  refused("10" + "77" + "0000" + "00", "a malformed distance at byte 4 of a block");
  refused("10" + "77" + "0200" + "00", "a malformed distance at byte 4 of a block");
});

Deno.test("lz4Decompress() rejects a block above the frame's block size", () => {
  const run = "1f77" + "0100" + "ff".repeat(258) + "0000";
  assert.throws(() => decoded("04224d18604082" + "08010000" + run + "00000000"), {
    message: "Cannot decompress lz4: a block of more than 65536 bytes",
  });
});

Deno.test("lz4Decompress() lets no frame refer back to the one before", () => {
  const back = "04224d18604082" + "04000000" + "00040000" + "00000000";
  assert.throws(() => decoded(wah + back), {
    message: "Cannot decompress lz4: a malformed distance at byte 3 of a block",
  });
});

Deno.test("lz4Compress() writes independent blocks, which Java brokers require", () => {
  const independent = 0x20;
  for (const size of [0, 1, 70_000, 5_000_000]) {
    const frame = lz4Compress(new Uint8Array(size));
    assert.equal(frame.subarray(0, 4).toHex(), "04224d18");
    assert.equal(frame[4]! & independent, independent);
    assert.equal(lz4Decompress(frame, 5_000_000).byteLength, size);
  }
});
