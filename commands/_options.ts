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
 * A parser for a flag with a whole number.
 *
 * @throws {UsageError} If the text is anything else, or the number is out of bounds.
 */
export function wholeNumber(
  flag: string,
  { min = 1, max = 2 ** 31 - 1 }: { min?: number; max?: number } = {},
): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new UsageError(
      `Cannot use "${text}" for ${flag}: expected a whole number from ${min} to ${max}`,
    );
  };
}
