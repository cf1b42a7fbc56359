import { InputError } from "./input_record.ts";
import { incomplete, type InputPosition, malformed } from "./input_numbers.ts";
import type { Source, TextReader } from "./input_texts.ts";

const quote = 0x22;
const backslash = 0x5c;

/**
 * One JSON value, after white space that is skipped; `take` gets it without the white space between
 * its parts, and otherwise as it was written.
 */
export const jsonText: TextReader = (source, start, take) => {
  let at = start;
  while (at < source.end && isJsonSpace(source.bytes[at]!)) at++;
  if (at === source.end) {
    if (!source.isLast) return incomplete;
    throw malformed("a JSON value", source.bytes, at, source.end);
  }
  const until = endOfJson(source, at);
  if (until === incomplete) return incomplete;
  const value = source.bytes.subarray(at, until);
  checkJson(value);
  take(withoutSpace(value));
  return until;
};

/** The position after the value at `start`, found by its brackets and quotes alone. */
export function endOfJson({ bytes, end, isLast }: Source, start: number): InputPosition {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === quote) {
      at = endOfString(bytes, at, end) - 1;
      if (at < 0) break;
      if (depth === 0) return at + 1;
    } else if (byte === 0x5b || byte === 0x7b) {
      depth++;
    } else if (byte === 0x5d || byte === 0x7d) {
      depth--;
      if (depth <= 0) return depth < 0 ? at : at + 1;
    } else if (depth === 0 && !isBare(byte)) {
      return at;
    }
  }
  if (!isLast) return incomplete;
  return end;
}

/** The position after the string that begins at `start`; 0 if it does not end. */
function endOfString(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] === backslash) at++;
    else if (bytes[at] === quote) return at + 1;
  }
  return 0;
}

/** Whether a byte may be part of a number, true, false or null. */
function isBare(byte: number): boolean {
  return /[\w+.-]/.test(String.fromCharCode(byte));
}

function checkJson(value: Uint8Array): void {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(value));
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`invalid JSON: ${found}`, { isRecoverable: false });
  }
}

function withoutSpace(value: Uint8Array): Uint8Array {
  const compact = new Uint8Array(value.byteLength);
  let length = 0;
  for (let at = 0; at < value.byteLength;) {
    const byte = value[at]!;
    if (byte === quote) {
      const until = endOfString(value, at, value.byteLength);
      compact.set(value.subarray(at, until), length);
      length += until - at;
      at = until;
    } else {
      if (!isJsonSpace(byte)) compact[length++] = byte;
      at++;
    }
  }
  return compact.subarray(0, length);
}

/** Whether a byte is white space between the parts of JSON. */
export function isJsonSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
