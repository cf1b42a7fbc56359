import { WireError } from "../bytes.ts";
import { limitError } from "./_limit_error.ts";

/** Output is gathered in pieces of this size; larger ones waste memory on small batches. */
const chunkBytes = 128 * 1024;

/**
 * `node:zlib`, loaded at the first call: that costs more than the rest of a short command, and most
 * batches are not compressed. The load is synchronous, so a batch can be decoded where it is met.
 */
export function nodeZlib(): typeof import("node:zlib") {
  return globalThis.process.getBuiltinModule("node:zlib");
}

/** What to decompress, and how much may come of it. */
export interface Compressed {
  readonly bytes: Uint8Array;
  /** What is left of `maxBytes` for these bytes. */
  readonly leftBytes: number;
  readonly maxBytes: number;
}

/** One of node:zlib's functions, as far as it is used. */
type Decompress = (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number; readonly chunkSize: number },
) => Uint8Array;

/**
 * What `decompress` makes of the bytes.
 *
 * @throws {WireError} When they are malformed, cut short, or longer than is left.
 */
export function decompressWithin(
  codec: string,
  decompress: Decompress,
  { bytes, leftBytes, maxBytes }: Compressed,
): Uint8Array {
  // A limit of 0 is not taken by node:zlib.
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
