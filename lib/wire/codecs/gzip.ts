import { decompressWithin, nodeZlib } from "./_node_zlib.ts";

/** `bytes` as one gzip member. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return nodeZlib().gzipSync(bytes);
}

/**
 * The contents of one or more gzip members.
 *
 * @throws {WireError} When they are malformed, cut short, or longer than `maxBytes`.
 */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  return decompressWithin("gzip", nodeZlib().gunzipSync, { bytes, leftBytes: maxBytes, maxBytes });
}
