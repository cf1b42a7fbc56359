import { requestFrameParts, type RequestHeader } from "../../../lib/wire/frame.ts";
import type { AnyApi } from "../../../lib/wire/schema/schema.ts";

/** Encodes a request with its size and header, in one piece. */
export function encodeRequestFrame(
  api: AnyApi,
  header: Omit<RequestHeader, "apiKey">,
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const parts = requestFrameParts(api, header, (writer) => void writer.raw(body));
  const frame = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let position = 0;
  for (const part of parts) {
    frame.set(part, position);
    position += part.byteLength;
  }
  return frame;
}
