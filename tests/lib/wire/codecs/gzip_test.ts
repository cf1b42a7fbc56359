import assert from "node:assert/strict";
import { textOf } from "../../../../lib/wire/bytes.ts";
import { gunzip } from "../../../../lib/wire/codecs/gzip.ts";
import { readStream, streamText } from "../fixtures/codecs/text.ts";

Deno.test("gunzip() reads members that follow one another", () => {
  assert.equal(
    textOf(gunzip(readStream("gzip-two-members.bin"), 1 << 20)),
    streamText + streamText,
  );
});

Deno.test("gunzip() counts all members towards its limit", () => {
  const bytes = readStream("gzip-two-members.bin");
  assert.throws(() => gunzip(bytes, streamText.length * 2 - 1), {
    message: `Cannot decompress gzip: more than ${streamText.length * 2 - 1} bytes`,
  });
});
