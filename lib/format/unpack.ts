import type { OutputBuffer } from "./output_buffer.ts";

/** Appends bytes in a certain format. */
export type BytesWriter = (bytes: Uint8Array, out: OutputBuffer) => void;

/** Prints one item from `bytes` at `position` and returns the position after it. */
type UnpackStep = (bytes: Uint8Array, position: number, out: OutputBuffer) => number;

/** Width in bytes of each number; a lower-case letter is signed. */
const widths: Readonly<Record<string, number>> = { b: 1, h: 2, i: 4, q: 8 };

/** A problem of an invalid specification. */
export interface UnpackProblem {
  /** The position in the specification, counted from 0. */
  readonly index: number;
  readonly found: string;
}

/**
 * Parses an `unpack` specification, which has one letter for each item of the bytes:
 *
 * - `<`, `>` little (default) or big endian from here on; `x` is ignored
 * - `b` `h` `i` `q` signed numbers of 1, 2, 4 and 8 bytes, in upper case unsigned
 * - `c` or `.` one byte unchanged, `s` the rest unchanged, `$` the end of the bytes
 *
 * Numbers are printed in decimal, without separators. If the bytes do not match the specification,
 * the writer prints `%!` and the problem in parentheses; it never throws.
 */
export function parseUnpack(specification: string): BytesWriter | UnpackProblem {
  const steps: UnpackStep[] = [];
  let isLittle = true;
  let last: string | undefined;
  for (const [index, letter] of [...specification].entries()) {
    if (last !== undefined) return { index, found: `"${last}" must come last in unpack` };
    if (letter === "<" || letter === ">") {
      isLittle = letter === "<";
    } else if (letter === "c" || letter === ".") {
      steps.push(character);
    } else if (letter === "s" || letter === "$") {
      steps.push(letter === "s" ? rest : endOfBytes);
      last = letter;
    } else if (letter !== "x") {
      const width = widths[letter.toLowerCase()];
      if (width === undefined) {
        const expected = "expected one of < > b B h H i I q Q c . s $ x";
        return { index, found: `unknown unpack item ${JSON.stringify(letter)}, ${expected}` };
      }
      steps.push(number(letter, width, isLittle));
    }
  }
  return (bytes, out) => {
    let position = 0;
    for (const step of steps) position = step(bytes, position, out);
  };
}

function number(letter: string, width: number, isLittle: boolean): UnpackStep {
  const isSigned = letter === letter.toLowerCase();
  return (bytes, position, out) => {
    const remaining = bytes.byteLength - position;
    if (remaining < width) {
      out.text(`%!${letter}(have ${remaining} bytes, need ${width})`);
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

function endOfBytes(bytes: Uint8Array, position: number, out: OutputBuffer): number {
  if (position < bytes.byteLength) out.text("%!$(not end-of-input)");
  return bytes.byteLength;
}
