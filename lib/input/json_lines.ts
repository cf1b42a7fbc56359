import type { Header } from "../wire/batches/record_view.ts";
import { exactNumber } from "../text/exact_number.ts";
import { utf8 } from "../wire/bytes.ts";
import { isJsonSpace } from "./json_extent.ts";
import {
  type InputBuffer,
  InputError,
  type InputRecord,
  type RecordParser,
} from "./input_record.ts";

const newline = 10;
/** The fields of a record, in the order in which `consume -f jsonl` prints them. */
const fields = [
  ...["topic", "key", "value", "headers", "timestamp", "partition", "offset"] as const,
  ...["decode_error", "meta"] as const,
] as const;
/**
 * A number of so many digits that it may lose precision when JSON is parsed. It follows what stands
 * before a value: most texts with many digits are strings, which parse several times as fast.
 */
const longNumber = /[:,[]\s*-?\d{16}/;
const maxPartition = 2 ** 31 - 1;

/** The parts of a record that are any JSON, which becomes their bytes: they are encoded later. */
export interface JsonParts {
  readonly key?: boolean;
  readonly value?: boolean;
}

/** How {@link parseJsonRecord} reads an object. */
export interface JsonRecordOptions {
  readonly parts: JsonParts;
  /** Creates the error for text that is not JSON. */
  syntaxProblem(found: string): InputError;
}

/**
 * Returns a parser of records in JSON, one object on each line, as `consume -f jsonl` prints them:
 * `topic`, `key`, `value`, `headers`, `timestamp`, `partition`, `offset`, `decode_error` and
 * `meta`, all optional.
 *
 * Texts are strings, `null`, or `{"base64":"..."}`. Headers are `{key, value}`, in order, with
 * duplicates. The offset and the metadata are ignored. Blank lines are skipped.
 */
export function jsonLineParser(parts: JsonParts): RecordParser {
  return (input) => parseLine(input, parts);
}

function parseLine(input: InputBuffer, parts: JsonParts): ReturnType<RecordParser> {
  const found = input.bytes.indexOf(newline, input.start);
  const isWhole = found >= 0 && found < input.end;
  if (!isWhole && !input.isLast) return null;
  const end = isWhole ? found : input.end;
  const line = input.bytes.subarray(input.start, end);
  input.start = isWhole ? end + 1 : end;
  if (line.every(isJsonSpace)) return "skipped";
  return parseJsonRecord(line, { parts, syntaxProblem: problem });
}

/**
 * Parses one object.
 *
 * @throws {InputError} If it is not a record, or with `syntaxProblem`, not JSON.
 */
export function parseJsonRecord(
  bytes: Uint8Array,
  { parts, syntaxProblem }: JsonRecordOptions,
): InputRecord {
  return recordOf(parseJson(decodeUtf8(bytes), syntaxProblem), parts);
}

function decodeUtf8(line: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(line);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw problem("it is not UTF-8");
  }
}

/** Parses JSON; numbers too long for a double become bigints. */
function parseJson(
  text: string,
  syntaxProblem: JsonRecordOptions["syntaxProblem"],
): unknown {
  try {
    return longNumber.test(text)
      ? JSON.parse(text, keepLongNumbers as (key: string, value: unknown) => unknown)
      : JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw syntaxProblem(`invalid JSON: ${error.message}`);
  }
}

function keepLongNumbers(
  _key: string,
  value: unknown,
  context: { readonly source?: string },
): unknown {
  const { source = "" } = context;
  return typeof value === "number" && /^-?\d{16,}$/.test(source) ? BigInt(source) : value;
}

function recordOf(value: unknown, parts: JsonParts): InputRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw problem("expected an object");
  }
  const unknown = Object.keys(value).find((name) => !(fields as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw problem(`unknown field ${JSON.stringify(unknown)}, expected ${fields.join(", ")}`);
  }
  const { topic, key, value: content, headers, timestamp, partition, decode_error: error }: {
    readonly [name in (typeof fields)[number]]?: unknown;
  } = value;
  if (error !== undefined && (parts.key || parts.value)) {
    throw problem(`it was not decoded: ${String(error)}`);
  }
  return {
    ...(topic === undefined ? {} : { topic: topicOf(topic) }),
    ...(key === undefined ? {} : { key: parts.key ? jsonBytes(key) : bytesOf(key, "key") }),
    ...(content === undefined ? {} : {
      value: parts.value ? jsonBytes(content) : bytesOf(content, "value"),
    }),
    ...(headers === undefined ? {} : { headers: headersOf(headers) }),
    // Null stands for a record without a timestamp, which a new record always has.
    ...(timestamp === undefined || timestamp === null ? {} : { timestamp: timestampOf(timestamp) }),
    ...(partition === undefined ? {} : { partition: partitionOf(partition) }),
  };
}

function topicOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw problem("topic: expected a string");
}

function bytesOf(value: unknown, name: string): Uint8Array | null {
  if (value === null) return null;
  if (typeof value === "string") {
    if (value.isWellFormed()) return utf8(value);
    throw problem(`${name}: half of a surrogate pair, which UTF-8 cannot encode`);
  }
  if (typeof value === "object" && Object.keys(value).join() === "base64") {
    const { base64 } = value as { readonly base64: unknown };
    if (typeof base64 === "string") return fromBase64(base64, name);
  }
  throw problem(`${name}: expected a string, null or {"base64":"..."}`);
}

/** A value as JSON, with all digits of its integers. */
function jsonBytes(value: unknown): Uint8Array | null {
  if (value === null) return null;
  return utf8(
    JSON.stringify(
      value,
      (_name, part: unknown) => typeof part === "bigint" ? exactNumber(part) : part,
    ),
  );
}

function fromBase64(text: string, name: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw problem(`${name}: invalid base64`);
  }
}

function headersOf(value: unknown): Header[] {
  if (!Array.isArray(value)) throw problem("headers: expected an array");
  return value.map((header: unknown) => {
    if (typeof header !== "object" || header === null || !("key" in header)) {
      throw problem('headers: expected {"key":...,"value":...}');
    }
    const { key, value = null }: { readonly key: unknown; readonly value?: unknown } = header;
    if (typeof key !== "string" || !key.isWellFormed()) {
      throw problem("headers: expected a string as key");
    }
    return { key, value: bytesOf(value, "header value") };
  });
}

function timestampOf(value: unknown): bigint {
  const isInteger = typeof value === "bigint" || Number.isInteger(value);
  const timestamp = isInteger ? BigInt(value as number | bigint) : null;
  if (timestamp !== null && BigInt.asIntN(64, timestamp) === timestamp) return timestamp;
  throw problem("timestamp: expected milliseconds since the Unix epoch, or null");
}

function partitionOf(value: unknown): number {
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= maxPartition) {
    return Number(value);
  }
  throw problem("partition: expected a number from 0");
}

function problem(found: string): InputError {
  return new InputError(found, { isRecoverable: true });
}
