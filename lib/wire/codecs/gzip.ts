import { gunzipSync, gzipSync } from "node:zlib";
import { decompressWithin } from "./_node_zlib.ts";

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
  return decompressWithin("gzip", gunzipSync, { bytes, leftBytes: maxBytes, maxBytes });
}
