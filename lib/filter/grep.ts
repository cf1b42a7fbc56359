import { utf8 } from "../wire/bytes.ts";
import { ByteMatcher } from "./byte_matcher.ts";
import { containsAny } from "./contains_text.ts";
import { compileRegex, loadRegexCompiler } from "./linear_regex.ts";
import { allOf, type RecordFilter } from "./record_filter.ts";
import { requiredTexts } from "./required_texts.ts";

/**
 * Parses a regular expression in the syntax of RE2 and returns a filter for records in whose key or
 * value it matches anywhere. Bytes that are not UTF-8 count as U+FFFD.
 *
 * The regular expression engine is loaded only if the expression is more than plain texts. It tests
 * only texts for which {@link ByteMatcher} is not certain.
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
  const matcher = ByteMatcher.of(expression);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const matchesIn = (bytes: Uint8Array, start: number, length: number): boolean => {
    if (length < 0) return false;
    const end = start + length;
    if (matcher !== null && !matcher.mayMatch(bytes, start, end)) return false;
    if (matcher !== null && isAscii(bytes, start, end)) return true;
    return test(decoder.decode(bytes.subarray(start, end)));
  };
  return {
    matches: ({ bytes, keyStart, keyLength, valueStart, valueLength }) =>
      matchesIn(bytes, valueStart, valueLength) || matchesIn(bytes, keyStart, keyLength),
  };
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! > 0x7f) return false;
  return true;
}
