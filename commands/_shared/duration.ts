import { UsageError } from "../../lib/errors.ts";

const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** The longest time that timers can wait. */
const maxMs = 2 ** 31 - 1;

/**
 * A parser for a flag that takes a duration, for example `500ms`, `5s` or `1m30s`; it returns
 * milliseconds.
 *
 * @throws {UsageError} When called with anything else, or with 0 or more than 24 days.
 */
export function duration(flag: string): (text: string) => number {
  return (text) => {
    const isValid = /^(\d{1,9}(\.\d{1,9})?(ms|s|m|h|d))+$/.test(text);
    const parts = isValid ? [...text.matchAll(/([\d.]+)([a-z]+)/g)] : [];
    const sum = parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitsMs[unit!]!, 0);
    const totalMs = Math.round(sum);
    if (totalMs > 0 && totalMs <= maxMs) return totalMs;
    throw new UsageError(
      `Cannot use "${text}" for ${flag}: expected a duration, for example 500ms, 5s or 1m30s`,
    );
  };
}
