import { WireError } from "../bytes.ts";
import { limitError } from "./_limit_error.ts";

/** Size of the output chunks; larger ones waste memory for small batches. */
const chunkBytes = 128 * 1024;

/**
 * Returns `node:zlib`, loaded at the first call, because loading takes longer than the rest of a
 * short command and most batches are not compressed. Loading is synchronous, like decoding.
 */
export function nodeZlib(): typeof import("node:zlib") {
  return globalThis.process.getBuiltinModule("node:zlib");
}

/** Compressed bytes, and the limit for their contents. */
export interface Compressed {
  readonly bytes: Uint8Array;
  /** Maximum size of the contents of these bytes. */
  readonly leftBytes: number;
  readonly maxBytes: number;
}

/** One of the functions of node:zlib, with the options that are used. */
type Decompress = (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number; readonly chunkSize: number },
) => Uint8Array;

/**
 * Decompresses bytes with `decompress`.
 *
 * @throws {WireError} If they are malformed, cut short, or longer than the limit when decompressed.
 */
export function decompressWithin(
  codec: string,
  decompress: Decompress,
  { bytes, leftBytes, maxBytes }: Compressed,
): Uint8Array {
  // node:zlib does not accept a limit of 0.
  if (leftBytes <= 0) throw limitError(codec, maxBytes);
  try {
    const plain = decompress(bytes, { maxOutputLength: leftBytes, chunkSize: chunkBytes });
    return new Uint8Array(plain.buffer, plain.byteOffset, plain.byteLength);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw limitError(codec, maxBytes);
    }
    throw new WireError(`Cannot decompress ${codec}: ${(cause as Error).message}`, { cause });
  }
}
