import { InputError } from "./input_record.ts";

/** Result of a read: the position after it, or {@link incomplete}. */
export type InputPosition = number;

/** The result if more bytes are needed. */
export const incomplete: InputPosition = -1;

/** Reads a number at `start`; calls `take` with it and returns the position after it. */
export type NumberReader = (
  input: { readonly bytes: Uint8Array; readonly end: number; readonly isLast: boolean },
  start: number,
  take: (value: bigint) => void,
) => InputPosition;

/** More decimal digits than any number of a record has. */
const maxDigits = 20;

/** The number modifiers of an input layout, as rpk names them. */
export const numberReaders: ReadonlyMap<string, NumberReader> = new Map([
  ["ascii", readDecimal],
  ["number", readDecimal],
  ["hex64", hexadecimal(16)],
  ["hex32", hexadecimal(8)],
  ["hex16", hexadecimal(4)],
  ["hex8", hexadecimal(2)],
  ["hex4", hexadecimal(1)],
  ["big64", bigEndian(8)],
  ["big32", bigEndian(4)],
  ["big16", bigEndian(2)],
  ["big8", bigEndian(1)],
  ["little64", littleEndian(8)],
  ["little32", littleEndian(4)],
  ["little16", littleEndian(2)],
  ["little8", littleEndian(1)],
  ["byte", littleEndian(1)],
  ["bool", readBoolean],
]);

/** Decimal digits up to the first character that is not one. */
export function readDecimal(
  ...[{ bytes, end, isLast }, start, take]: Parameters<NumberReader>
): InputPosition {
  let at = start;
  while (at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
  if (at === end && !isLast) return incomplete;
  if (at === start || at - start > maxDigits) throw malformed("a number", bytes, start, end);
  take(BigInt(text(bytes, start, at)));
  return at;
}

function readBoolean(
  ...[{ bytes, end, isLast }, start, take]: Parameters<NumberReader>
): InputPosition {
  for (const [word, value] of [["true", 1n], ["false", 0n], ["1", 1n], ["0", 0n]] as const) {
    const found = text(bytes, start, Math.min(end, start + word.length));
    if (found === word) {
      take(value);
      return start + word.length;
    }
    if (!isLast && found.length < word.length && word.startsWith(found)) return incomplete;
  }
  throw malformed("true or false", bytes, start, end);
}

function hexadecimal(digits: number): NumberReader {
  return ({ bytes, end, isLast }, start, take) => {
    if (end - start < digits) return shortOf(digits, "digits", isLast);
    const found = text(bytes, start, start + digits);
    if (!/^[0-9a-fA-F]+$/.test(found)) {
      throw malformed(`${digits} hexadecimal digits`, bytes, start, end);
    }
    take(BigInt(`0x${found}`));
    return start + digits;
  };
}

function bigEndian(size: number): NumberReader {
  return ({ bytes, end, isLast }, start, take) => {
    if (end - start < size) return shortOf(size, "bytes", isLast);
    let value = 0n;
    for (let at = start; at < start + size; at++) value = (value << 8n) | BigInt(bytes[at]!);
    take(value);
    return start + size;
  };
}

function littleEndian(size: number): NumberReader {
  return ({ bytes, end, isLast }, start, take) => {
    if (end - start < size) return shortOf(size, "bytes", isLast);
    let value = 0n;
    for (let at = start + size - 1; at >= start; at--) value = (value << 8n) | BigInt(bytes[at]!);
    take(value);
    return start + size;
  };
}

/** Returns {@link incomplete} while more input may follow. */
export function shortOf(count: number, unit: string, isLast: boolean): InputPosition {
  if (!isLast) return incomplete;
  throw new InputError(`the input ends where ${count} ${unit} are expected`, {
    isRecoverable: false,
  });
}

/** The error for bytes that are not `expected`; quotes the beginning of what was found. */
export function malformed(
  expected: string,
  bytes: Uint8Array,
  start: number,
  end: number,
): InputError {
  const shown = JSON.stringify(text(bytes, start, Math.min(end, start + 20)));
  return new InputError(
    start === end
      ? `expected ${expected}, found the end of the input`
      : `expected ${expected}, found ${shown}`,
    { isRecoverable: false },
  );
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}
