import { OffsetRangeError } from "./offset_range_error.ts";
import { parseTimeRange } from "./offset_range_time.ts";
import type { OffsetRange, RangePoint } from "./range_point.ts";

/** Options of {@link parseOffsetRange}. */
export interface OffsetRangeOptions {
  /** Base of relative times, in milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Offsets are 64-bit signed. */
const maxOffset = (1n << 63n) - 1n;

/** The names that rpk, kcat and Kafka's own tools accept. */
const words: ReadonlyMap<string, { readonly kind: "start" } | { readonly kind: "end" }> = new Map([
  ["start", { kind: "start" }],
  ["oldest", { kind: "start" }],
  ["earliest", { kind: "start" }],
  ["beginning", { kind: "start" }],
  ["end", { kind: "end" }],
  ["newest", { kind: "end" }],
  ["latest", { kind: "end" }],
]);

/**
 * Parses an offset expression, with the syntax of `rpk topic consume -o`.
 *
 * - `start` (`oldest`, `earliest`, `beginning`), `end` (`newest`, `latest`), `N` (`N:`): from there
 * - `+N`: N offsets after the start; `-N`: the last N records
 * - `A:B`, `A-B`, `A:end`, `:B`, `:end`: a bounded read; B is exclusive. A can be `+N` or `-N` too
 * - `@T` (`@T:`), `@T1:T2`, `@:T`: by record timestamp, T2 exclusive. A time is 13 digits
 *   (milliseconds), 10 digits (seconds), `YYYY-MM-DD` (UTC), RFC 3339 with `Z` or an offset, or a
 *   duration from now (`-1h30m`; units ns us ms s m h d w); T2 may be `end`, and a duration there
 *   counts from T1 if T1 is absolute
 *
 * @throws {OffsetRangeError} If the text is none of these, or its end is not after its start.
 *
 * @example
 * ```ts
 * import { parseOffsetRange } from "./offset_range.ts";
 *
 * parseOffsetRange("-20:end", { now: Date.now() });
 * ```
 */
export function parseOffsetRange(text: string, options: OffsetRangeOptions): OffsetRange {
  if (text === "") throw new OffsetRangeError({ text, index: 0, found: "it is empty" });
  if (text.startsWith("@")) return parseTimeRange(text, options.now);
  if (text.startsWith(":")) {
    return { start: { kind: "start" }, stop: parseStop(text, 1, null) };
  }
  const word = words.get(text);
  if (word !== undefined) return { start: word, stop: null };
  return parseNumbers(text);
}

function parseNumbers(text: string): OffsetRange {
  const match = /^([+-]?)(\d+)/.exec(text);
  if (match === null) throw notANumber(text);
  const [whole, sign = "", digits = ""] = match;
  const start = pointOf(sign, parseCount(text, sign.length, digits));
  const index = whole.length;
  if (index === text.length || text.slice(index) === ":") return { start, stop: null };
  const separator = text[index];
  // "A-B" is only for plain numbers: "-5-3" would be ambiguous.
  if (separator !== ":" && !(separator === "-" && sign === "")) {
    throw new OffsetRangeError({ text, index, found: `"${text.slice(index)}" follows the number` });
  }
  return { start, stop: parseStop(text, index + 1, start.kind === "offset" ? start.offset : null) };
}

function notANumber(text: string): OffsetRangeError {
  const combined = /^([a-z]+)[:-](.*)$/s.exec(text);
  const [, word = "", rest = ""] = combined ?? [];
  if (words.has(word)) {
    const isStart = words.get(word)!.kind === "start";
    return new OffsetRangeError({
      text,
      index: word.length,
      found: `"${word}" cannot have an end`,
      hint: isStart
        ? `":${rest || "end"}" reads from the start to there`
        : "Nothing comes after the end",
    });
  }
  const index = /^[+-]/.test(text) ? 1 : 0;
  const digits = text.slice(index);
  const found = digits === "" ? "a number is missing" : `"${digits}" is not a number`;
  return new OffsetRangeError({ text, index, found });
}

function pointOf(sign: string, count: bigint): RangePoint {
  if (sign === "+") return { kind: "after-start", count };
  if (sign === "-") return { kind: "before-end", count };
  return { kind: "offset", offset: count };
}

function parseStop(text: string, index: number, start: bigint | null): OffsetRange["stop"] {
  const rest = text.slice(index);
  if (words.get(rest)?.kind === "end") return { kind: "end" };
  if (rest === "") throw new OffsetRangeError({ text, index, found: "the end is missing" });
  if (!/^\d+$/.test(rest)) {
    const found = `"${rest}" is neither an offset nor "end"`;
    throw new OffsetRangeError({ text, index, found });
  }
  const offset = parseCount(text, index, rest);
  if (start !== null && offset <= start) {
    throw new OffsetRangeError({
      text,
      index,
      found: `the end ${offset} is not after the start ${start}`,
      hint: `The end is exclusive: ${start}:${start + 1n} reads one record`,
    });
  }
  return { kind: "offset", offset };
}

function parseCount(text: string, index: number, digits: string): bigint {
  const value = BigInt(digits);
  if (value > maxOffset) {
    throw new OffsetRangeError({ text, index, found: `${digits} is above ${maxOffset}` });
  }
  return value;
}
