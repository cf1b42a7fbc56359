import type { OutputBuffer } from "./output_buffer.ts";

/** Appends bytes in some form. */
export type BytesWriter = (bytes: Uint8Array, out: OutputBuffer) => void;

/** Takes what it needs from `bytes` at `position` and returns the position after it. */
type Step = (bytes: Uint8Array, position: number, out: OutputBuffer) => number;

/** Width in bytes of each number; a lower-case letter is signed. */
const widths: Readonly<Record<string, number>> = { b: 1, h: 2, i: 4, q: 8 };

/** What {@link parseUnpack} says of a specification that it does not understand. */
export interface UnpackFault {
  /** Where in the specification, counted from 0. */
  readonly index: number;
  readonly found: string;
}

/**
 * Reads an `unpack` specification, one letter for each item of the bytes:
 *
 * - `<`, `>` little (default) or big endian from here on; `x` is ignored
 * - `b` `h` `i` `q` signed numbers of 1, 2, 4 and 8 bytes, in upper case unsigned
 * - `c` or `.` one byte as it is, `s` all the rest as it is, `$` nothing may be left
 *
 * Items print in decimal with nothing between them. Bytes that do not fit the specification print
 * `%!` and what was wrong in parentheses, in place, and never fail.
 */
export function parseUnpack(specification: string): BytesWriter | UnpackFault {
  const steps: Step[] = [];
  let isLittle = true;
  let last: string | undefined;
  for (const [index, letter] of [...specification].entries()) {
    if (last !== undefined) return { index, found: `"${last}" must come last in unpack` };
    if (letter === "<" || letter === ">") {
      isLittle = letter === "<";
    } else if (letter === "c" || letter === ".") {
      steps.push(character);
    } else if (letter === "s" || letter === "$") {
      steps.push(letter === "s" ? rest : nothingLeft);
      last = letter;
    } else if (letter !== "x") {
      const width = widths[letter.toLowerCase()];
      if (width === undefined) {
        const accepted = "expected one of < > b B h H i I q Q c . s $ x";
        return { index, found: `unknown unpack item ${JSON.stringify(letter)}, ${accepted}` };
      }
      steps.push(number(letter, width, isLittle));
    }
  }
  return (bytes, out) => {
    let position = 0;
    for (const step of steps) position = step(bytes, position, out);
  };
}

function number(letter: string, width: number, isLittle: boolean): Step {
  const isSigned = letter === letter.toLowerCase();
  return (bytes, position, out) => {
    const left = bytes.byteLength - position;
    if (left < width) {
      out.text(`%!${letter}(have ${left} bytes, need ${width})`);
      return bytes.byteLength;
    }
    let value = 0n;
    for (let index = 0; index < width; index++) {
      const from = isLittle ? width - 1 - index : index;
      value = (value << 8n) | BigInt(bytes[position + from]!);
    }
    out.integer(isSigned ? BigInt.asIntN(8 * width, value) : value);
    return position + width;
  };
}

function character(bytes: Uint8Array, position: number, out: OutputBuffer): number {
  if (position === bytes.byteLength) {
    out.text("%!c(no bytes available)");
    return position;
  }
  out.byte(bytes[position]!);
  return position + 1;
}

function rest(bytes: Uint8Array, position: number, out: OutputBuffer): number {
  out.copy(bytes, position, bytes.byteLength - position);
  return bytes.byteLength;
}

function nothingLeft(bytes: Uint8Array, position: number, out: OutputBuffer): number {
  if (position < bytes.byteLength) out.text("%!$(not end-of-input)");
  return bytes.byteLength;
}
