import { visible } from "../text/visible.ts";
import type { OutputBuffer } from "./output_buffer.ts";
import { utf8SequenceLength } from "./utf8_sequence.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Appends bytes for a terminal: text escaped by `visible()`, bytes that are not UTF-8 as `\xNN`.
 *
 * With `multiline`, newlines and tabs are not escaped.
 */
export function appendVisible(
  bytes: Uint8Array,
  out: OutputBuffer,
  options: { readonly multiline: boolean },
): void {
  const end = bytes.byteLength;
  let textFrom = 0;
  for (let at = 0; at < end;) {
    const size = utf8SequenceLength(bytes, at, end);
    if (size === 0) {
      out.text(visible(decoder.decode(bytes.subarray(textFrom, at)), options));
      out.text(`\\x${bytes[at]!.toString(16)}`);
      textFrom = at + 1;
    }
    at += size || 1;
  }
  out.text(visible(decoder.decode(bytes.subarray(textFrom, end)), options));
}
