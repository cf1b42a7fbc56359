import { base64Bytes, integerWithin, isObject, numberOf, type ValuePath } from "../encoder.ts";

/** Converts a value to what the library encodes; rejects one that does not fit. */
export type Convert = (value: unknown, path: ValuePath) => unknown;

const nanoDigits = 9;

/**
 * Returns the reverse of `wellKnownReader()`: what the library encodes as a well-known type. Null
 * for all other types.
 *
 * @param name With its leading dot.
 */
export function wellKnownParser(name: string): Convert | null {
  const prefix = ".google.protobuf.";
  if (!name.startsWith(prefix)) return null;
  const short = name.slice(prefix.length);
  return Object.hasOwn(parsers, short) ? parsers[short]! : null;
}

const parsers: Readonly<Record<string, Convert>> = {
  Timestamp: timestampOf,
  Duration: durationOf,
  DoubleValue: numberWrapper,
  FloatValue: numberWrapper,
  Int64Value: (value, path) => integerWrapper(value, path, 64, false),
  UInt64Value: (value, path) => integerWrapper(value, path, 64, true),
  Int32Value: (value, path) => integerWrapper(value, path, 32, false),
  UInt32Value: (value, path) => integerWrapper(value, path, 32, true),
  BoolValue: (value, path) =>
    typeof value === "boolean" ? { value } : path.fail("true or false", value),
  StringValue: (value, path) => typeof value === "string" ? { value } : path.fail("a text", value),
  BytesValue: (value, path) => ({
    value: base64Bytes(value) ?? path.fail('{"base64":"..."}', value),
  }),
  FieldMask: (value, path) =>
    typeof value === "string"
      ? { paths: value === "" ? [] : value.split(",") }
      : path.fail("names of fields, separated by commas", value),
  Struct: structOf,
  Value: anyOf,
  ListValue: listOf,
};

function timestampOf(value: unknown, path: ValuePath): unknown {
  const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
  const [, whole, fraction = "", zone] = typeof value === "string" ? pattern.exec(value) ?? [] : [];
  const millis = Date.parse(`${whole}${zone}`);
  if (Number.isNaN(millis)) return path.fail("a time such as 2026-01-31T12:00:00Z", value);
  return { seconds: millis / 1000, nanos: Number(fraction.padEnd(nanoDigits, "0")) };
}

function durationOf(value: unknown, path: ValuePath): unknown {
  const pattern = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;
  const [, sign, seconds, fraction = ""] = typeof value === "string"
    ? pattern.exec(value) ?? []
    : [];
  if (seconds === undefined) return path.fail("a duration such as 1.5s", value);
  const factor = sign === "-" ? -1 : 1;
  return {
    seconds: factor * Number(seconds),
    nanos: factor * Number(fraction.padEnd(nanoDigits, "0")),
  };
}

function numberWrapper(value: unknown, path: ValuePath): unknown {
  return { value: numberOf(value) ?? path.fail("a number", value) };
}

function integerWrapper(
  value: unknown,
  path: ValuePath,
  bits: 32 | 64,
  isUnsigned: boolean,
): unknown {
  const integer = integerWithin(value, bits, { isUnsigned });
  if (integer === null) return path.fail(`an integer of ${bits} bits`, value);
  return { value: bits === 32 ? Number(integer) : halvesOf(integer, isUnsigned) };
}

function structOf(value: unknown, path: ValuePath): unknown {
  return { fields: mapOf(anyOf)(value, path) };
}

/** Converts the values of an object, each with {@link Convert}. */
export function mapOf(convert: Convert): Convert {
  return (value, path) => {
    if (!isObject(value)) return path.fail("an object", value);
    const map: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(value)) {
      path.enter(key);
      if (key === "__proto__") path.reject("a map cannot have this key");
      map[key] = convert(part, path);
      path.leave();
    }
    return map;
  };
}

function listOf(value: unknown, path: ValuePath): unknown {
  if (!Array.isArray(value)) return path.fail("a list", value);
  return { values: value.map((part) => anyOf(part, path)) };
}

function anyOf(value: unknown, path: ValuePath): unknown {
  if (path.depth > 100) path.reject("more than 100 levels deep");
  if (value === null) return { nullValue: 0 };
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (Array.isArray(value)) return { listValue: listOf(value, path) };
  const number = numberOf(value);
  return number === null ? { structValue: structOf(value, path) } : { numberValue: number };
}

/** The form in which the library accepts integers of 64 bits. */
export function halvesOf(integer: bigint, isUnsigned: boolean): unknown {
  return {
    low: Number(BigInt.asIntN(32, integer)),
    high: Number(BigInt.asIntN(32, integer >> 32n)),
    unsigned: isUnsigned,
  };
}
