import { gunzipSync, gzipSync } from "node:zlib";
import { WireError } from "../bytes.ts";
import { limitError } from "./_limit_error.ts";

/** Output is gathered in pieces of this size; larger ones waste memory on small batches. */
const chunkBytes = 128 * 1024;

/** `bytes` as one gzip member. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes);
}

/**
 * The contents of one or more gzip members.
 *
 * @throws {WireError} When they are malformed, cut short, or longer than `maxBytes`.
 */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  // A limit of 0 is not taken by node:zlib.
  if (maxBytes <= 0) throw limitError("gzip", maxBytes);
  try {
    const plain = gunzipSync(bytes, { maxOutputLength: maxBytes, chunkSize: chunkBytes });
    return new Uint8Array(plain.buffer, plain.byteOffset, plain.byteLength);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw limitError("gzip", maxBytes);
    }
    throw new WireError(`Cannot decompress gzip: ${(cause as Error).message}`, { cause });
  }
}
