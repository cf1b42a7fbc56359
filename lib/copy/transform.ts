import { CelFailure, compileCel } from "../filter/cel.ts";
import type { FilterSource } from "../filter/record_filter.ts";
import { type PartDecoder, recordVariables, variableReader } from "../filter/record_variables.ts";
import { exactNumber } from "../text/exact_number.ts";
import { ExpressionError } from "../text/expression_error.ts";
import type { Header, RecordView } from "../wire/batches/record_view.ts";
import { utf8 } from "../wire/bytes.ts";
import { RecordFailure } from "./record_failure.ts";

/** The parts of a record that a transform replaces; the others stay as they are. */
export interface RecordChange {
  readonly key?: Uint8Array | null;
  readonly value?: Uint8Array | null;
  readonly headers?: readonly Header[];
}

/** Computes what a record becomes; throws a {@link RecordFailure} if that fails. */
export type Transform = (record: RecordView, source: FilterSource) => RecordChange;

const parts = ["key", "value", "headers"] as const;
const command = "wah copy";

/**
 * Compiles an expression that computes the new value of a record, over the variables of
 * `parseWhere()`, with key and value as `decode` returns them. An expression that is a map in
 * braces computes the parts that it names instead: `key`, `value` and `headers`. Headers are a map
 * from names to values, or a list of maps with `key` and `value`.
 *
 * Text and bytes are written as they are, and null as null. Everything else is written as JSON.
 *
 * @throws {ExpressionError} If the expression is invalid, or writes a map with other keys.
 */
export async function parseTransform(text: string, decode?: PartDecoder): Promise<Transform> {
  const expression = await compileCel(text, { variables: recordVariables, command });
  const { mapKeys } = expression;
  const foreign = mapKeys?.find((key) => !(parts as readonly (string | null)[]).includes(key));
  if (foreign !== undefined) throw unknownPart(text, foreign);
  const variablesOf = variableReader(expression.variables, decode);
  return (record, source) => {
    let result: unknown;
    try {
      result = expression.evaluate(variablesOf(record, source));
    } catch (error) {
      if (error instanceof CelFailure) throw new RecordFailure(error.message, { cause: error });
      throw error;
    }
    return mapKeys === null ? { value: bytesOf(result, "value") } : changeOf(entriesOf(result)!);
  };
}

function unknownPart(text: string, part: string | null): ExpressionError {
  return new ExpressionError("expression", {
    text,
    index: Math.max(part === null ? 0 : text.indexOf(part), 0),
    found: `a map has the keys ${parts.join(", ")}, not ${part === null ? "others" : `"${part}"`}`,
    hint: 'For a value that is a JSON object, write {"value": {...}}',
  });
}

function changeOf(entries: readonly (readonly [string, unknown])[]): RecordChange {
  const change: { -readonly [Part in keyof RecordChange]: RecordChange[Part] } = {};
  for (const [part, value] of entries) {
    if (part === "headers") change.headers = headersOf(value);
    else change[part as "key" | "value"] = bytesOf(value, part);
  }
  return change;
}

function headersOf(value: unknown): Header[] {
  if (Array.isArray(value)) return value.map(headerOf);
  const entries = entriesOf(value);
  if (entries === null) throw new RecordFailure("headers are neither a map nor a list of maps");
  return entries.map(([key, value]) => ({ key, value: bytesOf(value, "header") }));
}

function headerOf(value: unknown): Header {
  const header = new Map(entriesOf(value) ?? []);
  const key = header.get("key");
  if (typeof key !== "string" || !header.has("value") || header.size !== 2) {
    throw new RecordFailure("a header in the list is no map with key and value");
  }
  return { key, value: bytesOf(header.get("value"), "header") };
}

/** The entries of a map; null if it is none. The engine has maps as objects and as `Map`. */
function entriesOf(value: unknown): [string, unknown][] | null {
  if (value instanceof Map) return [...value].map(([key, each]) => [String(key), each]);
  return isPlainObject(value) ? Object.entries(value) : null;
}

function bytesOf(value: unknown, part: string): Uint8Array | null {
  if (value === null) return null;
  if (typeof value === "string") return utf8(value);
  if (value instanceof Uint8Array) return value;
  if (value instanceof Date) return utf8(value.toISOString());
  try {
    return utf8(JSON.stringify(value, jsonValue));
  } catch (error) {
    if (error instanceof RecordFailure) {
      throw new RecordFailure(`the ${part} has no form in JSON: ${error.message}`);
    }
    // A value with very many levels.
    if (error instanceof RangeError) throw new RecordFailure(`the ${part} is nested too deeply`);
    throw error;
  }
}

function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return exactNumber(value);
  if (typeof value === "number" && !Number.isFinite(value)) throw new RecordFailure(`${value}`);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Uint8Array) throw new RecordFailure("it contains bytes");
  const number = value.valueOf();
  if (typeof number === "bigint") return exactNumber(number);
  if (isPlainObject(value)) return value;
  throw new RecordFailure(`it contains a ${value.constructor.name}`);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
