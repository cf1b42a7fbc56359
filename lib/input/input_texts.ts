import { InputError } from "./input_record.ts";
import { incomplete, type InputPosition, malformed, shortOf } from "./input_numbers.ts";

/** The bytes that a part of a record is read from. */
export interface Source {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly isLast: boolean;
}

/** Reads a text at `start`; calls `take` with its bytes and returns the position after it. */
export type TextReader = (
  source: Source,
  start: InputPosition,
  take: (bytes: Uint8Array) => void,
) => InputPosition;

/**
 * A text that ends before `delimiter`, which stays unread; at the end of the input if
 * `mayEnd`. An empty delimiter means the rest of the input.
 */
export function delimitedText(
  delimiter: Uint8Array,
  { name, mayEnd }: { readonly name: string; readonly mayEnd: boolean },
): TextReader {
  return ({ bytes, end, isLast }, start, take) => {
    const found = delimiter.byteLength === 0 ? -1 : indexOf(bytes, delimiter, start, end);
    if (found < 0 && !isLast) return incomplete;
    if (found < 0 && !mayEnd) {
      const shown = JSON.stringify(new TextDecoder().decode(delimiter));
      throw new InputError(`the input ends before the ${shown} that follows ${name}`, {
        isRecoverable: false,
      });
    }
    const until = found < 0 ? end : found;
    take(bytes.subarray(start, until));
    return until;
  };
}

/** A text of `size()` bytes. */
export function sizedText(size: () => number): TextReader {
  return ({ bytes, end, isLast }, start, take) => {
    const count = size();
    if (end - start < count) return shortOf(count, "bytes", isLast);
    take(bytes.subarray(start, start + count));
    return start + count;
  };
}

/**
 * What a regular expression matches at the current position, in the syntax of RE2, whose time is
 * linear in the length of the text. A match can be as long as the line,
 * so the whole line is read first.
 *
 * @throws {Error} If the expression is invalid; its message says why.
 */
export async function regexText(expression: string): Promise<TextReader> {
  const { RE2JS } = await (import("re2js" as string) as Promise<typeof import("re2js")>);
  const pattern = RE2JS.compile(`^(?:${expression})`);
  return ({ bytes, end, isLast }, start, take) => {
    const line = bytes.indexOf(newline, start);
    const isWholeLine = line >= 0 && line < end;
    if (!isWholeLine && !isLast) return incomplete;
    // Latin-1 keeps one character per byte, so that lengths of matches are lengths in bytes.
    const text = latin1(bytes, start, isWholeLine ? line + 1 : end);
    const matcher = pattern.matcher(text);
    if (!matcher.lookingAt()) throw malformed(`a match of /${expression}/`, bytes, start, end);
    const until = start + matcher.end();
    take(bytes.subarray(start, until));
    return until;
  };
}

const newline = 10;

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

/** Index of `wanted` in `bytes` from `start`, entirely before `end`; -1 if it is not there. */
function indexOf(bytes: Uint8Array, wanted: Uint8Array, start: number, end: number): number {
  const [first] = wanted;
  const last = end - wanted.byteLength;
  for (let at = bytes.indexOf(first!, start); at >= 0 && at <= last;) {
    let matched = 1;
    while (matched < wanted.byteLength && bytes[at + matched] === wanted[matched]) matched++;
    if (matched === wanted.byteLength) return at;
    at = bytes.indexOf(first!, at + 1);
  }
  return -1;
}
