import assert from "node:assert/strict";
import fc from "fast-check";
import { utf8, WireError } from "../../../lib/wire/bytes.ts";
import {
  codecs,
  compress,
  type CompressionCodec,
  decompress,
  loadCodec,
} from "../../../lib/wire/codecs.ts";

const packing: readonly CompressionCodec[] = ["gzip", "snappy", "lz4", "zstd"];
const roomy = 1 << 20;

await Promise.all(codecs.map(loadCodec));

/** Bytes that compress in every way: runs, repeats near and far, and noise. */
const compressible = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.tuple(fc.nat(255), fc.nat(70_000)).map(([byte, size]) => new Uint8Array(size).fill(byte)),
    fc.constant(utf8("the same words again and again ")),
  ),
  { maxLength: 12 },
).map((parts) => new Uint8Array(parts.flatMap((part) => [...part])));

/** Whether it gives bytes within the limit or a WireError; anything else escapes. */
function decompressesOrRefuses(
  codec: CompressionCodec,
  bytes: Uint8Array,
  maxBytes: number,
): boolean {
  try {
    return decompress(codec, bytes, maxBytes).byteLength <= maxBytes;
  } catch (error) {
    if (error instanceof WireError) return true;
    throw error;
  }
}

Deno.test("codecs stand at their numbers in the attributes of a batch", () => {
  assert.deepEqual(codecs, ["none", "gzip", "snappy", "lz4", "zstd"]);
});

for (const codec of codecs) {
  Deno.test(`decompress() restores the input of compress(), ${codec}`, () => {
    fc.assert(
      fc.property(compressible, (bytes) => {
        const packed = compress(codec, bytes);
        assert.deepEqual(new Uint8Array(decompress(codec, packed, roomy)), bytes);
      }),
      { numRuns: 40 },
    );
  });
}

for (const codec of packing) {
  const text = utf8("wah ".repeat(25_000));

  Deno.test(`decompress() rejects ${codec} above the limit`, () => {
    const packed = compress(codec, text);
    assert.equal(decompress(codec, packed, 100_000).byteLength, 100_000);
    for (const maxBytes of [99_999, 1000, 1, 0]) {
      assert.throws(() => decompress(codec, packed, maxBytes), {
        name: "WireError",
        message: `Cannot decompress ${codec}: more than ${maxBytes} bytes`,
      });
    }
  });

  Deno.test(`decompress() rejects ${codec} that is cut short`, () => {
    const packed = compress(codec, utf8("wah 1 wah 2 wah 3 wah 1 wah 2 wah 3, and so on"));
    const atChunkEnd = codec === "snappy" ? 16 : -1;
    for (let length = 1; length < packed.byteLength; length++) {
      if (length === atChunkEnd) continue;
      const cut = packed.subarray(0, length);
      assert.throws(() => decompress(codec, cut, roomy), { name: "WireError" }, `${length}`);
    }
  });

  Deno.test(`decompress() decodes any bytes as ${codec} or throws a WireError`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.ok(decompressesOrRefuses(codec, bytes, roomy));
      }),
    );
  });

  Deno.test(`decompress() decodes damaged ${codec} or throws a WireError`, () => {
    const packed = compress(codec, utf8("wah 1 wah 2 wah 3 wah 1 wah 2 wah 3 ".repeat(30)));
    const damage = fc.array(fc.tuple(fc.nat(packed.byteLength - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = packed.slice();
        for (const [position, byte] of changes) damaged[position] = byte;
        assert.ok(decompressesOrRefuses(codec, damaged, 2000));
      }),
      { numRuns: 300 },
    );
  });
}

Deno.test("a kilobyte of each codec cannot become more than its limit", () => {
  const zeros = new Uint8Array(8 << 20);
  for (const codec of packing) {
    const packed = compress(codec, zeros);
    assert.throws(() => decompress(codec, packed, 1 << 20), {
      message: `Cannot decompress ${codec}: more than ${1 << 20} bytes`,
    });
  }
});
