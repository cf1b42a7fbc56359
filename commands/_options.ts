import { Option } from "@commander-js/extra-typings";
import { UsageError } from "../lib/errors.ts";
import type { OutputFormat } from "./_print.ts";

type OutputOption = Option<
  "-o, --output <format>",
  undefined,
  "text",
  undefined,
  false,
  OutputFormat
>;

/** `-o` of every command that reports. */
export function outputOption(): OutputOption {
  return new Option("-o, --output <format>", "how to print")
    .choices(["text", "json", "jsonl"])
    .default("text");
}

/**
 * A parser for a flag that takes a whole number.
 *
 * @throws {UsageError} When called with anything else, or with one out of bounds.
 */
export function wholeNumber(
  flag: string,
  { min = 1, max = 2 ** 31 - 1 }: { min?: number; max?: number } = {},
): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new UsageError(
      `Cannot use "${text}" for ${flag}: accepted are whole numbers from ${min} to ${max}`,
    );
  };
}
