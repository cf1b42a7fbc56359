/** A 64-bit integer of the library: a number if that is exact, otherwise a bigint. */
export function exactInteger(value: unknown): number | bigint {
  if (typeof value === "number") return value;
  const { low, high, unsigned } = value as {
    readonly low: number;
    readonly high: number;
    readonly unsigned: boolean;
  };
  return integerOf(low >>> 0, high, unsigned);
}

/** The 64-bit integer of two halves, as {@link exactInteger} returns it. */
export function integerOf(low: number, high: number, isUnsigned: boolean): number | bigint {
  const upper = isUnsigned ? high >>> 0 : high | 0;
  const number = upper * 0x1_0000_0000 + low;
  return Number.isSafeInteger(number) ? number : (BigInt(upper) << 32n) | BigInt(low);
}

/** The shortest decimal number that is the same 32-bit number: 0.1 and not 0.10000000149011612. */
export function shortestFloat(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
