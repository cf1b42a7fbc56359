import { integerWithin, isObject } from "../encoder.ts";
import type { AvroLogical } from "./avro_schema.ts";

const millisPerDay = 86_400_000;
const maxDecimalLength = 1000;

/** How to turn the text of a logical type into what is stored. */
export interface LogicalParser {
  /** What is expected, for errors, for example `a date`. */
  readonly expected: string;
  /** Returns the stored value, or undefined for what is not such a text. */
  parse(value: unknown): unknown;
}

/** Returns the reverse of `logicalReader()`; what is stored may also be given as it is. */
export function logicalParser(logical: AvroLogical, size: number | null): LogicalParser {
  const { name } = logical;
  switch (name) {
    case "decimal": {
      const { precision, scale } = logical;
      return {
        expected: `a decimal of at most ${precision} digits, ${scale} of them after the point`,
        parse: (value) => decimalBytes(value, { precision, scale, size }),
      };
    }
    case "uuid":
      return { expected: "a UUID", parse: (value) => uuidOf(value, size) };
    case "duration":
      return { expected: "an object with months, days and millis", parse: durationBytes };
    case "date":
      return { expected: "a date such as 2026-01-31", parse: dayOf };
    case "time-millis":
      return { expected: "a time such as 12:00:00.000", parse: (value) => timeOf(value, 3) };
    case "time-micros":
      return { expected: "a time such as 12:00:00.000000", parse: (value) => timeOf(value, 6) };
    default: {
      const digits = name.endsWith("millis") ? 3 : name.endsWith("micros") ? 6 : 9;
      const isLocal = name.startsWith("local");
      const expected = `a time such as 2026-01-31T12:00:00${isLocal ? "" : "Z"}`;
      return { expected, parse: (value) => instantOf(value, digits, isLocal) };
    }
  }
}

function decimalBytes(
  value: unknown,
  { precision, scale, size }: {
    readonly precision: number;
    readonly scale: number;
    readonly size: number | null;
  },
): Uint8Array | undefined {
  const text = typeof value === "string" ? value : String(value);
  if (text.length > maxDecimalLength) return undefined;
  const [, sign, whole, fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || /[^0]/.test(fraction.slice(scale))) return undefined;
  const digits = (whole + fraction.slice(0, scale).padEnd(scale, "0")).replace(/^0+(?=\d)/, "");
  if (digits.length > precision) return undefined;
  const unscaled = sign === "-" ? -BigInt(digits) : BigInt(digits);
  const bytes = twosComplement(unscaled);
  if (size === null) return bytes;
  if (bytes.byteLength > size) return undefined;
  const filled = new Uint8Array(size).fill(unscaled < 0n ? 0xff : 0);
  filled.set(bytes, size - bytes.byteLength);
  return filled;
}

/** As few bytes as possible, the highest one first. */
function twosComplement(integer: bigint): Uint8Array {
  let size = 1;
  while (BigInt.asIntN(size * 8, integer) !== integer) size++;
  return Uint8Array.fromHex(BigInt.asUintN(size * 8, integer).toString(16).padStart(size * 2, "0"));
}

function uuidOf(value: unknown, size: number | null): string | Uint8Array | undefined {
  const isUuid = typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
    .test(value);
  if (!isUuid) return undefined;
  return size === null ? value : Uint8Array.fromHex(value.replaceAll("-", ""));
}

function durationBytes(value: unknown): Uint8Array | undefined {
  if (!isObject(value)) return undefined;
  const parts = ["months", "days", "millis"].map((name) =>
    integerWithin(value[name], 32, { isUnsigned: true })
  );
  if (parts.includes(null) || Object.keys(value).length !== parts.length) return undefined;
  const view = new DataView(new ArrayBuffer(12));
  parts.forEach((part, index) => view.setUint32(index * 4, Number(part), true));
  return new Uint8Array(view.buffer);
}

function dayOf(value: unknown): number | undefined {
  if (typeof value !== "string" || !/^[+-]?\d{4,6}-\d\d-\d\d$/.test(value)) return undefined;
  const millis = Date.parse(`${value}T00:00:00Z`);
  return Number.isNaN(millis) ? undefined : millis / millisPerDay;
}

function timeOf(value: unknown, digits: number): bigint | undefined {
  if (typeof value !== "string" || !/^\d\d:\d\d:\d\d(\.\d+)?$/.test(value)) return undefined;
  return instantOf(`1970-01-01T${value}`, digits, true);
}

function instantOf(value: unknown, digits: number, isLocal: boolean): bigint | undefined {
  const pattern = /^([+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/;
  const [, whole, fraction = "", zone] = typeof value === "string" ? pattern.exec(value) ?? [] : [];
  if (whole === undefined || isLocal !== (zone === undefined)) return undefined;
  const millis = Date.parse(`${whole}${zone ?? "Z"}`);
  if (Number.isNaN(millis) || /[^0]/.test(fraction.slice(digits))) return undefined;
  const perSecond = 10n ** BigInt(digits);
  return BigInt(millis) / 1000n * perSecond + BigInt(fraction.slice(0, digits).padEnd(digits, "0"));
}
