import { UsageError } from "../../../lib/errors.ts";

/** Milliseconds of each unit of a rate. */
const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Parses `--rate COUNT/UNIT` and returns the milliseconds from one record to the next.
 *
 * @throws {UsageError} If it is not a number above 0 with one of the units s, m and h.
 */
export function rateOf(text: string): number {
  const [, count, unit = "s"] = /^(\d+(?:\.\d+)?)(?:\/([smh]))?$/.exec(text) ?? [];
  const perUnit = Number(count);
  if (perUnit > 0) return unitsMs[unit]! / perUnit;
  throw new UsageError(`Cannot use "${text}" for --rate: expected COUNT/s, COUNT/m or COUNT/h`);
}
