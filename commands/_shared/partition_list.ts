import { UsageError } from "../../lib/errors.ts";

/**
 * Parses partition numbers that are separated by commas.
 *
 * @throws {UsageError} If the text is anything else.
 */
export function partitionList(text: string): number[] {
  const list = text.split(",");
  if (list.every((part) => /^\d{1,10}$/.test(part))) return list.map(Number);
  throw new UsageError(
    `Cannot use "${text}" for -p: expected partition numbers with commas, for example 0,2,5`,
  );
}
