import { visibleJson } from "../text/visible.ts";
import type { OutputBuffer } from "./output_buffer.ts";
import { utf8SequenceLength } from "./utf8_sequence.ts";

/** The escape of each ASCII byte: 0 for none, 1 for `\u00NN`, otherwise the letter after `\`. */
const asciiEscapes = new Uint8Array(128).fill(1, 0, 0x20);
asciiEscapes[0x7f] = 1;
for (const [byte, letter] of [[8, "b"], [9, "t"], [10, "n"], [12, "f"], [13, "r"]] as const) {
  asciiEscapes[byte] = letter.charCodeAt(0);
}
asciiEscapes[0x22] = 0x22;
asciiEscapes[0x5c] = 0x5c;

const quote = 0x22;
const hexDigits = "0123456789abcdef";
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The first bytes of the UTF-8 sequences of {@link isSuspicious} code points. */
const suspiciousLeads = new Uint8Array(256);
for (const lead of [0xc2, 0xcd, 0xd8, 0xe1, 0xe2, 0xe3, 0xef, 0xf0, 0xf3]) {
  suspiciousLeads[lead] = 1;
}

const base64Open = new TextEncoder().encode('{"base64":"');

/**
 * Appends bytes as one lossless JSON value: a string if they are UTF-8, otherwise
 * `{"base64":"..."}` with padding. Keys, values and header values are never another kind of object,
 * so a reader of the line can decode them unambiguously.
 *
 * Characters that `visible()` escapes are written as `\uNNNN`, which is the same JSON but has no
 * effect on a terminal.
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

/** Appends the inside of a JSON string. Returns false if it is not UTF-8; part is then appended. */
function appendString(bytes: Uint8Array, start: number, end: number, out: OutputBuffer): boolean {
  const before = out.length;
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
    if (suspiciousLeads[byte] === 1 && isSuspicious(codePoint(bytes, at, size))) {
      out.clear(before);
      return appendVisible(bytes.subarray(start, end), out);
    }
    at += size;
  }
  out.copy(bytes, plainFrom, end - plainFrom);
  return true;
}

/** As {@link appendString}, for text with characters whose escape depends on their neighbors. */
function appendVisible(bytes: Uint8Array, out: OutputBuffer): boolean {
  let text: string;
  try {
    text = strict.decode(bytes);
  } catch (error) {
    // The decoder throws a TypeError if the bytes are not UTF-8.
    if (!(error instanceof TypeError)) throw error;
    return false;
  }
  out.text(visibleJson(JSON.stringify(text)).slice(1, -1));
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

function codePoint(bytes: Uint8Array, at: number, size: number): number {
  let code = bytes[at]! & (0xff >> (size + 1));
  for (let next = at + 1; next < at + size; next++) code = (code << 6) | (bytes[next]! & 0x3f);
  return code;
}

/**
 * Returns whether `visible()` may escape a code point above ASCII: a quick check that is true for
 * few others, so that ordinary letters and punctuation take the fast path.
 */
function isSuspicious(code: number): boolean {
  if (code < 0x2000) {
    return code < 0xa0 || code === 0xad || code === 0x34f || code === 0x61c ||
      (code >= 0x115f && code <= 0x1160) || (code >= 0x17b4 && code <= 0x17b5) ||
      (code >= 0x180b && code <= 0x180f);
  }
  return (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) || code === 0x3164 || (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff || code === 0xffa0 || (code >= 0xfff0 && code <= 0xfffb) ||
    (code >= 0x1bca0 && code <= 0x1bca3) || (code >= 0x1d173 && code <= 0x1d17a) ||
    (code >= 0xe0000 && code <= 0xe0fff);
}
