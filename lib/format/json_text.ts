import type { OutputBuffer } from "./output_buffer.ts";
import { utf8SequenceLength } from "./utf8_sequence.ts";

/** How one ASCII byte stands in a JSON string: 0 as it is, 1 as `\u00NN`, else by a backslash. */
const asciiEscapes = new Uint8Array(128).fill(1, 0, 0x20);
asciiEscapes[0x7f] = 1;
for (const [byte, letter] of [[8, "b"], [9, "t"], [10, "n"], [12, "f"], [13, "r"]] as const) {
  asciiEscapes[byte] = letter.charCodeAt(0);
}
asciiEscapes[0x22] = 0x22;
asciiEscapes[0x5c] = 0x5c;

const quote = 0x22;
const hexDigits = "0123456789abcdef";
const base64Open = new TextEncoder().encode('{"base64":"');

/**
 * Appends bytes as one JSON value that loses nothing: a string when they are UTF-8, else
 * `{"base64":"..."}` with padding. No other object ever stands in the place of a key, a value or
 * a header's value, so that the two cannot be confused when the line is read back.
 *
 * DEL, C1 controls and bidirectional overrides are written as `\uNNNN`: the same JSON text, but
 * one that does nothing to a terminal.
 */
export function appendJsonText(
  bytes: Uint8Array,
  start: number,
  length: number,
  out: OutputBuffer,
): void {
  const before = out.length;
  out.byte(quote);
  if (appendString(bytes, start, start + length, out)) return out.byte(quote);
  out.clear(before);
  out.bytes(base64Open);
  out.text(bytes.subarray(start, start + length).toBase64());
  out.byte(quote);
  out.byte(0x7d);
}

/** Appends the inside of a JSON string; false, with part of it appended, when it is not UTF-8. */
function appendString(bytes: Uint8Array, start: number, end: number, out: OutputBuffer): boolean {
  let plainFrom = start;
  let at = start;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      const escape = asciiEscapes[byte]!;
      if (escape !== 0) {
        out.copy(bytes, plainFrom, at - plainFrom);
        appendEscape(byte, escape, out);
        plainFrom = at + 1;
      }
      at++;
      continue;
    }
    const size = utf8SequenceLength(bytes, at, end);
    if (size === 0) return false;
    const unit = size < 4 ? codeUnit(bytes, at, size) : 0;
    if (steers(unit)) {
      out.copy(bytes, plainFrom, at - plainFrom);
      appendEscape(unit, 1, out);
      plainFrom = at + size;
    }
    at += size;
  }
  out.copy(bytes, plainFrom, end - plainFrom);
  return true;
}

function appendEscape(unit: number, letter: number, out: OutputBuffer): void {
  out.byte(0x5c);
  if (letter !== 1) return out.byte(letter);
  out.byte(0x75);
  for (let shift = 12; shift >= 0; shift -= 4) {
    out.byte(hexDigits.charCodeAt((unit >> shift) & 15));
  }
}

function codeUnit(bytes: Uint8Array, at: number, size: number): number {
  const second = bytes[at + 1]! & 0x3f;
  if (size === 2) return ((bytes[at]! & 0x1f) << 6) | second;
  return ((bytes[at]! & 0x0f) << 12) | (second << 6) | (bytes[at + 2]! & 0x3f);
}

/** Whether a character beyond ASCII does something to a terminal, as `visible()` sees it. */
function steers(unit: number): boolean {
  return (unit >= 0x80 && unit < 0xa0) || (unit >= 0x2028 && unit <= 0x202e) ||
    (unit >= 0x2066 && unit <= 0x206f) || (unit >= 0xfff9 && unit <= 0xfffb);
}
