import type { Buffer } from "node:buffer";

type WasmUtils = typeof import("@platformatic/wasm-utils/bundled");

let loaded: { readonly utils: WasmUtils; readonly buffer: typeof Buffer } | undefined;

/** Loads the compressors of snappy and lz4; takes a few milliseconds the first time. */
export async function loadWasm(): Promise<void> {
  if (loaded !== undefined) return;
  const utils = await import("@platformatic/wasm-utils/bundled");
  loaded = { utils, buffer: (await import("node:buffer")).Buffer };
}

/**
 * Returns the compressors of snappy and lz4.
 *
 * The module's decompressors are not used: on malformed input they trap without freeing their
 * memory, they have no limit, and they read only the first of several frames.
 */
export function wasmCompressors(): {
  snappy: (bytes: Uint8Array) => Uint8Array;
  lz4: (bytes: Uint8Array) => Uint8Array;
} {
  if (loaded === undefined) throw new Error("Cannot compress: loadCodec() was not awaited before");
  const { utils: { snappyCompress, lz4Compress }, buffer } = loaded;
  const asBuffer = (bytes: Uint8Array): Buffer =>
    buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    snappy: (bytes) => snappyCompress(asBuffer(bytes)),
    lz4: (bytes) => lz4Compress(asBuffer(bytes)),
  };
}
