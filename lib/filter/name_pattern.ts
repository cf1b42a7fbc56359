import { compileRegex, loadRegexCompiler } from "./linear_regex.ts";

const hint = 'Use ".*" for any name, and "\\." for a dot';

/** An expression for names. */
export interface NamePattern {
  /** The expression as the user wrote it. */
  readonly text: string;
  /** Returns whether the expression matches the whole name. */
  matches(name: string): boolean;
}

/**
 * Parses regular expressions for whole names, in the syntax of RE2. Names come from strangers, so
 * matching takes linear time, as in {@link loadRegexCompiler}.
 *
 * @throws {ExpressionError} If one is invalid.
 */
export async function parseNamePatterns(texts: readonly string[]): Promise<NamePattern[]> {
  const compile = await loadRegexCompiler({ isWhole: true });
  return [...new Set(texts)].map((text) => ({ text, matches: compileRegex(compile, text, hint) }));
}
