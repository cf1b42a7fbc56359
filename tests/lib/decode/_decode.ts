import { DecodeFailure, type Decoder } from "../../../lib/decode/decoder.ts";
import type { RecordView } from "../../../lib/wire/batches/record_view.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

/** A record that no decoder under test looks at. */
const record = {} as RecordView;

/** What a decoder makes of bytes, or of a text's UTF-8. */
export function decoded(decoder: Decoder, bytes: Uint8Array | string): unknown {
  return decoder.decode(typeof bytes === "string" ? utf8(bytes) : bytes, record);
}

/** The reason why `decode` fails. */
export function failureOf(decode: () => unknown): string {
  try {
    decode();
  } catch (error) {
    if (error instanceof DecodeFailure) return error.message;
    throw error;
  }
  return "no failure";
}

/** The bytes of hexadecimal digits, with spaces between them as needed. */
export function hex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(text.replaceAll(/\s/g, ""));
}
