import assert from "node:assert/strict";
import { textOf, utf8 } from "../../../../lib/wire/bytes.ts";
import { zstdCompress, zstdDecompress } from "../../../../lib/wire/codecs/zstd.ts";
import { readStream, streamText } from "../fixtures/codecs/text.ts";

const roomy = 1 << 20;
const skippable = Uint8Array.fromHex("502a4d18" + "03000000" + "ffffff");

Deno.test("zstdDecompress() reads frames that follow one another", () => {
  const text = zstdDecompress(readStream("zstd-two-frames.bin"), roomy);
  assert.equal(textOf(text), streamText + streamText);
});

Deno.test("zstdDecompress() counts all frames towards its limit", () => {
  const bytes = readStream("zstd-two-frames.bin");
  assert.throws(() => zstdDecompress(bytes, streamText.length * 2 - 1), {
    message: `Cannot decompress zstd: more than ${streamText.length * 2 - 1} bytes`,
  });
});

Deno.test("zstdDecompress() skips skippable frames", () => {
  const frame = zstdCompress(utf8("wah"));
  const stream = new Uint8Array([...skippable, ...frame, ...skippable, ...frame]);
  assert.equal(textOf(zstdDecompress(stream, roomy)), "wahwah");
  assert.equal(zstdDecompress(skippable, roomy).byteLength, 0);
});

Deno.test("zstdDecompress() throws an error that names the problem of a frame", () => {
  const refused = (hex: string, message: string): void =>
    assert.throws(() => zstdDecompress(Uint8Array.fromHex(hex), roomy), { message });
  refused("00112233", "Cannot decompress zstd: magic 0x33221100, not a frame");
  refused("28b52ffd" + "2000" + "070000", "Cannot decompress zstd: a block of the reserved type");
  refused("28b52ffd" + "2003" + "190000" + "7761", "Cannot read 3 bytes at 9: 2 left");
});
