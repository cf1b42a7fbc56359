import { UsageError } from "../../../lib/errors.ts";
import { hasHeaders, hasKey, type WantedHeader } from "../../../lib/filter/field_filters.ts";
import { allOf, type RecordFilter } from "../../../lib/filter/record_filter.ts";
import type { WhereFilter } from "../../../lib/filter/where.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

/** The flags that select records. */
export interface FilterFlags {
  readonly key?: string;
  readonly header?: readonly string[];
  readonly grep?: string;
  readonly where?: string;
  readonly strict?: true;
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
 * @throws {UsageError} If an expression is invalid, or `--strict` has no effect.
 */
export async function filterOf(flags: FilterFlags): Promise<RecordSelection | null> {
  const { key, header = [], grep, where, strict } = flags;
  if (strict && where === undefined) {
    throw new UsageError("Cannot use --strict: it is for --where", {
      hint: "Add --where EXPRESSION, or omit --strict",
    });
  }
  const filters: RecordFilter[] = [];
  if (header.length > 0) filters.push(hasHeaders(header.map(headerOf)));
  if (key !== undefined) filters.push(hasKey(utf8(key)));
  if (grep !== undefined) {
    const { parseGrep } = await (import("../../../lib/filter/grep.ts" as string) as Promise<
      typeof import("../../../lib/filter/grep.ts")
    >);
    filters.push(await parseGrep(grep));
  }
  const expression = where === undefined ? null : await whereOf(where, strict ?? false);
  if (expression !== null) filters.push(expression);
  if (filters.length === 0) return null;
  return { filter: allOf(filters), summary: () => expression && failureText(expression) };
}

async function whereOf(text: string, strict: boolean): Promise<WhereFilter> {
  const { parseWhere } = await (import("../../../lib/filter/where.ts" as string) as Promise<
    typeof import("../../../lib/filter/where.ts")
  >);
  return await parseWhere(text, { strict });
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
