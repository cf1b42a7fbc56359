import { decompressWithin, nodeZlib } from "./_node_zlib.ts";

/** Compresses `bytes` to one gzip member. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return nodeZlib().gzipSync(bytes);
}

/**
 * Decompresses one or more gzip members.
 *
 * @throws {WireError} If they are malformed, cut short, or longer than `maxBytes` decompressed.
 */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  return decompressWithin("gzip", nodeZlib().gunzipSync, { bytes, leftBytes: maxBytes, maxBytes });
}
