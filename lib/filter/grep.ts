import { utf8 } from "../wire/bytes.ts";
import { containsAny } from "./contains_text.ts";
import { compileRegex, loadRegexCompiler } from "./linear_regex.ts";
import { allOf, type RecordFilter } from "./record_filter.ts";
import { requiredTexts } from "./required_texts.ts";

/**
 * Parses a regular expression in the syntax of RE2 and returns a filter for records in whose key or
 * value it matches anywhere. Bytes that are not UTF-8 count as U+FFFD.
 *
 * The regular expression engine is loaded only if the expression is more than plain texts.
 *
 * @throws {ExpressionError} If the expression is invalid.
 */
export async function parseGrep(expression: string): Promise<RecordFilter> {
  const { anyOf, isAll } = requiredTexts(expression);
  // U+FFFD in the expression stands for invalid bytes, which a search of bytes does not find.
  const areBytes = anyOf.every((text) => text.isWellFormed() && !text.includes("\ufffd"));
  if (anyOf.length === 0 || !areBytes) return await regexFilter(expression);
  const contains = containsAny(anyOf.map(utf8));
  return isAll ? contains : allOf([contains, await regexFilter(expression)]);
}

async function regexFilter(expression: string): Promise<RecordFilter> {
  const test = compileRegex(await loadRegexCompiler(), expression);
  const decoder = new TextDecoder();
  return {
    matches({ key, value }): boolean {
      if (value !== null && test(decoder.decode(value))) return true;
      return key !== null && test(decoder.decode(key));
    },
  };
}
