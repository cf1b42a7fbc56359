import { gunzip, gzip } from "./codecs/gzip.ts";
import { lz4Compress, lz4Decompress } from "./codecs/lz4.ts";
import { snappyCompress, snappyDecompress } from "./codecs/snappy.ts";
import { loadWasm } from "./codecs/_wasm.ts";
import { zstdCompress, zstdDecompress } from "./codecs/zstd.ts";

/** How the records of a batch are compressed. */
export type Codec = "none" | "gzip" | "snappy" | "lz4" | "zstd";

/** The codecs, each at its number in the attributes of a batch. */
export const codecs: readonly Codec[] = ["none", "gzip", "snappy", "lz4", "zstd"];

/**
 * Prepares `codec` for {@link compress}: snappy and lz4 need a module that takes a few
 * milliseconds to load, all others are ready at once. {@link decompress} needs none of it.
 */
export async function loadCodec(codec: Codec): Promise<void> {
  if (codec === "snappy" || codec === "lz4") await loadWasm();
}

/**
 * `bytes` compressed in the framing that Kafka's own clients write.
 *
 * @throws {Error} When {@link loadCodec} was not awaited before, for snappy and lz4.
 */
export function compress(codec: Codec, bytes: Uint8Array): Uint8Array {
  switch (codec) {
    case "none":
      return bytes;
    case "gzip":
      return gzip(bytes);
    case "snappy":
      return snappyCompress(bytes);
    case "lz4":
      return lz4Compress(bytes);
    case "zstd":
      return zstdCompress(bytes);
  }
}

/**
 * `bytes` decompressed; never more than `maxBytes`.
 *
 * @throws {WireError} When the bytes are not what the codec writes, are cut short, or would
 * become more than `maxBytes`.
 */
export function decompress(codec: Codec, bytes: Uint8Array, maxBytes: number): Uint8Array {
  switch (codec) {
    case "none":
      return bytes;
    case "gzip":
      return gunzip(bytes, maxBytes);
    case "snappy":
      return snappyDecompress(bytes, maxBytes);
    case "lz4":
      return lz4Decompress(bytes, maxBytes);
    case "zstd":
      return zstdDecompress(bytes, maxBytes);
  }
}
