import { utf8 } from "../wire/bytes.ts";
import { containsText } from "./contains_text.ts";
import { compileRegex, loadRegexCompiler, type TextTest } from "./linear_regex.ts";
import type { RecordFilter } from "./record_filter.ts";
import { requiredText } from "./required_text.ts";

/**
 * Parses a regular expression in the syntax of RE2 and returns a filter for records in whose key or
 * value it matches anywhere. Bytes that are not UTF-8 count as U+FFFD.
 *
 * The regular expression engine is loaded only if the expression is more than a plain text.
 *
 * @throws {ExpressionError} If the expression is invalid.
 */
export async function parseGrep(expression: string): Promise<RecordFilter> {
  const { text, isAll } = requiredText(expression);
  // U+FFFD in the expression stands for invalid bytes, which a search of bytes does not find.
  if (text.includes("\ufffd") || !text.isWellFormed()) return matching(await compiled(expression));
  const contains = containsText(utf8(text));
  if (isAll) return contains;
  const matches = matching(await compiled(expression));
  if (text === "") return matches;
  return (record, source) => contains(record, source) && matches(record, source);
}

async function compiled(expression: string): Promise<TextTest> {
  return compileRegex(await loadRegexCompiler(), expression);
}

function matching(test: TextTest): RecordFilter {
  const decoder = new TextDecoder();
  return ({ key, value }) =>
    (value !== null && test(decoder.decode(value))) || (key !== null && test(decoder.decode(key)));
}
