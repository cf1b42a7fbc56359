import { gunzip, gzip } from "./codecs/gzip.ts";
import { lz4Compress, lz4Decompress } from "./codecs/lz4.ts";
import { snappyCompress, snappyDecompress } from "./codecs/snappy.ts";
import { loadWasm } from "./codecs/_wasm.ts";
import { zstdCompress, zstdDecompress } from "./codecs/zstd.ts";

/** The compression of the records of a batch. */
export type CompressionCodec = "none" | "gzip" | "snappy" | "lz4" | "zstd";

/** The codecs. Each one's index is its number in the attributes of a batch. */
export const codecs: readonly CompressionCodec[] = ["none", "gzip", "snappy", "lz4", "zstd"];

/**
 * Loads what {@link compress} needs for `codec`: snappy and lz4 need a WebAssembly module, which
 * loads in a few milliseconds. The other codecs, and {@link decompress}, need nothing.
 */
export async function loadCodec(codec: CompressionCodec): Promise<void> {
  if (codec === "snappy" || codec === "lz4") await loadWasm();
}

/**
 * Compresses `bytes`, in the framing that Kafka's own clients write.
 *
 * @throws {Error} For snappy and lz4, if {@link loadCodec} has not resolved.
 */
export function compress(codec: CompressionCodec, bytes: Uint8Array): Uint8Array {
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
 * Decompresses `bytes`.
 *
 * @throws {WireError} If the bytes are not valid for the codec, are cut short, or would be more
 * than `maxBytes` decompressed.
 */
export function decompress(
  codec: CompressionCodec,
  bytes: Uint8Array,
  maxBytes: number,
): Uint8Array {
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
