import type { OutputBuffer } from "./output_buffer.ts";

/** Appends one number; a value that does not fit the format loses its upper bits. */
export type NumberWriter = (value: bigint | number, out: OutputBuffer) => void;

/** A format of numbers. */
export interface NumberFormat {
  readonly write: NumberWriter;
  /** Whether it writes arbitrary bytes, and not letters and digits. */
  readonly isBinary: boolean;
}

/** The default format of all numbers. */
export const decimal: NumberFormat = {
  write: (value, out) => out.integer(value),
  isBinary: false,
};

/** The number modifiers of a percent layout, with rpk's names. */
export const numberFormats: ReadonlyMap<string, NumberFormat> = new Map([
  ["ascii", decimal],
  ["number", decimal],
  ["hex", { write: (value, out) => out.text(unsigned(value).toString(16)), isBinary: false }],
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
  ["bool", { write: (value, out) => out.text(String(BigInt(value) !== 0n)), isBinary: false }],
]);

function unsigned(value: bigint | number): bigint {
  return BigInt.asUintN(64, BigInt(value));
}

function hexadecimal(digits: number): NumberFormat {
  return {
    write: (value, out) =>
      out.text(BigInt.asUintN(digits * 4, BigInt(value)).toString(16).padStart(digits, "0")),
    isBinary: false,
  };
}

function bigEndian(size: number): NumberFormat {
  return {
    write: (value, out) => {
      const bits = unsigned(value);
      for (let shift = size - 1; shift >= 0; shift--) {
        out.byte(Number((bits >> BigInt(8 * shift)) & 0xffn));
      }
    },
    isBinary: true,
  };
}

function littleEndian(size: number): NumberFormat {
  return {
    write: (value, out) => {
      const bits = unsigned(value);
      for (let shift = 0; shift < size; shift++) {
        out.byte(Number((bits >> BigInt(8 * shift)) & 0xffn));
      }
    },
    isBinary: true,
  };
}
