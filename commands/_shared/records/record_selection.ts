import { UsageError } from "../../../lib/errors.ts";
import { hasHeaders, hasKey, type WantedHeader } from "../../../lib/filter/field_filters.ts";
import { allOf, type RecordFilter } from "../../../lib/filter/record_filter.ts";
import type { PartDecoder } from "../../../lib/filter/record_variables.ts";
import type { WhereFilter } from "../../../lib/filter/where.ts";
import type { Decoding } from "./decoding.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

/** The flags that select records. */
export interface FilterFlags {
  readonly key?: string;
  readonly header?: readonly string[];
  readonly grep?: string;
  readonly where?: string;
  readonly strict?: true;
  readonly decode?: string;
  readonly decodeKey?: string;
}

/** The records that flags select. */
export interface RecordSelection {
  readonly filter: RecordFilter;
  /** Returns a note for the end; null if there is nothing to report. */
  summary(): string | null;
}

/**
 * Returns a filter for the records that all flags select; null without such flags. The tests that
 * cost least run first, so that a value is only parsed if the headers and the key match.
 *
 * With `decoding`, the filters see what it decodes: texts as a layout prints them, and in an
 * expression the values.
 *
 * @throws {UsageError} If an expression is invalid, or `--strict` has no effect.
 */
export async function filterOf(
  flags: FilterFlags,
  decoding: Decoding | null,
): Promise<RecordSelection | null> {
  const { key, header = [], grep, where, strict } = flags;
  if (strict && where === undefined && decoding === null) {
    throw new UsageError("Cannot use --strict: it is for --where and --decode", {
      hint: "Add --where EXPRESSION or --decode DECODER, or omit --strict",
    });
  }
  const filters: RecordFilter[] = [];
  if (header.length > 0) filters.push(hasHeaders(header.map(headerOf)));
  if (key !== undefined) filters.push(overText(hasKey(utf8(key)), decoding));
  if (grep !== undefined) {
    const { parseGrep } = await (import("../../../lib/filter/grep.ts" as string) as Promise<
      typeof import("../../../lib/filter/grep.ts")
    >);
    filters.push(overText(await parseGrep(grep), decoding));
  }
  const expression = where === undefined ? null : await whereOf(where, strict ?? false, decoding);
  if (expression !== null) filters.push(expression);
  if (filters.length === 0) return null;
  return { filter: allOf(filters), summary: () => expression && failureText(expression) };
}

/** A filter that sees decoded keys and values as texts. */
function overText(filter: RecordFilter, decoding: Decoding | null): RecordFilter {
  if (decoding === null) return filter;
  const { records } = decoding;
  return { matches: (record, source) => filter.matches(records.asText(record, source), source) };
}

async function whereOf(
  text: string,
  strict: boolean,
  decoding: Decoding | null,
): Promise<WhereFilter> {
  const { parseWhere } = await (import("../../../lib/filter/where.ts" as string) as Promise<
    typeof import("../../../lib/filter/where.ts")
  >);
  if (decoding === null) return await parseWhere(text, { strict });
  return await parseWhere(text, { strict, decode: partDecoder(decoding) });
}

/** Returns what an expression sees as key and value. */
export function partDecoder({ decoder }: Decoding): PartDecoder {
  return (part, record, source) => {
    const decoded = decoder.decode(part, record, source);
    return decoded?.isDecoded ? decoded.value : undefined;
  };
}

function headerOf(text: string): WantedHeader {
  const at = text.indexOf("=");
  const name = at < 0 ? text : text.slice(0, at);
  if (name === "") {
    throw new UsageError(`Cannot use "${text}" for --header: expected NAME or NAME=VALUE`);
  }
  return at < 0 ? { name } : { name, value: utf8(text.slice(at + 1)) };
}

function failureText({ failures, firstFailure }: WhereFilter): string | null {
  if (failures === 0) return null;
  const records = failures === 1 ? "1 record" : `${failures} records`;
  return `--where failed for ${records}, which did not match; first ${firstFailure}`;
}
