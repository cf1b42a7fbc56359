import { exactInteger, shortestFloat } from "../exact_number.ts";
import { setField } from "../decoder.ts";

type Message = Readonly<Record<string, unknown>>;

const millisPerSecond = 1000;
const nanosPerMilli = 1_000_000;

/**
 * Returns the conversion of a well-known type to its form in JSON; null for all other types.
 *
 * @param name With its leading dot.
 * @see Protobuf language guide, "JSON mapping"
 */
export function wellKnownReader(name: string): ((message: unknown) => unknown) | null {
  const prefix = ".google.protobuf.";
  if (!name.startsWith(prefix)) return null;
  return readers[name.slice(prefix.length)] ?? null;
}

const readers: Readonly<Record<string, (message: unknown) => unknown>> = {
  Timestamp: timestampText,
  Duration: durationText,
  DoubleValue: wrapped,
  FloatValue: (message) => shortestFloat((message as { value: number }).value),
  Int64Value: (message) => exactInteger((message as Message)["value"]),
  UInt64Value: (message) => exactInteger((message as Message)["value"]),
  Int32Value: wrapped,
  UInt32Value: wrapped,
  BoolValue: wrapped,
  StringValue: wrapped,
  BytesValue: (message) => Uint8Array.from((message as { value: Iterable<number> }).value),
  FieldMask: (message) => ((message as Message)["paths"] as string[]).join(","),
  Struct: structValue,
  Value: anyValue,
  ListValue: (message) => ((message as Message)["values"] as unknown[]).map(anyValue),
};

function wrapped(message: unknown): unknown {
  return (message as Message)["value"];
}

/** RFC 3339 with as many digits as needed; seconds outside of the calendar stay numbers. */
function timestampText(message: unknown): unknown {
  const { seconds, nanos } = timeOf(message);
  const date = new Date(Number(seconds) * millisPerSecond);
  if (Number.isNaN(date.getTime())) return { seconds, nanos };
  return `${date.toISOString().slice(0, -".000Z".length)}${fraction(nanos)}Z`;
}

function durationText(message: unknown): string {
  const { seconds, nanos } = timeOf(message);
  const sign = nanos < 0 && Number(seconds) === 0 ? "-" : "";
  return `${sign}${seconds}${fraction(Math.abs(nanos))}s`;
}

function timeOf(message: unknown): { readonly seconds: number | bigint; readonly nanos: number } {
  const { seconds, nanos } = message as { readonly seconds: unknown; readonly nanos: number };
  return { seconds: exactInteger(seconds), nanos };
}

/** `.5`, or nothing for 0: milliseconds if that is exact, otherwise nanoseconds. */
function fraction(nanos: number): string {
  if (nanos === 0) return "";
  if (nanos % nanosPerMilli === 0) return `.${String(nanos / nanosPerMilli).padStart(3, "0")}`;
  return `.${String(nanos).padStart(9, "0")}`;
}

function structValue(message: unknown): unknown {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries((message as Message)["fields"] as Message)) {
    setField(result, name, anyValue(value));
  }
  return result;
}

function anyValue(message: unknown): unknown {
  const value = message as Message;
  if (Object.hasOwn(value, "numberValue")) return value["numberValue"];
  if (Object.hasOwn(value, "stringValue")) return value["stringValue"];
  if (Object.hasOwn(value, "boolValue")) return value["boolValue"];
  if (Object.hasOwn(value, "structValue")) return structValue(value["structValue"]);
  if (!Object.hasOwn(value, "listValue")) return null;
  return ((value["listValue"] as Message)["values"] as unknown[]).map(anyValue);
}
