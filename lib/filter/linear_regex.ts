import { ExpressionError } from "../text/expression_error.ts";

/** Returns whether an expression matches anywhere in `text`. */
export type TextTest = (text: string) => boolean;

/** Compiles a regular expression; throws an `Error` that says why if it is invalid. */
export type RegexCompiler = (expression: string) => TextTest;

/** Options of {@link loadRegexCompiler}. */
export interface RegexOptions {
  /** Whether an expression has to match a text from its start to its end. Default: false. */
  readonly isWhole?: boolean;
}

/**
 * Loads a compiler for regular expressions in the syntax of RE2. Matching takes time in proportion
 * to the length of the text, for every expression: there is no backtracking, and so there are no
 * look-around and no back-references.
 */
export async function loadRegexCompiler(
  { isWhole = false }: RegexOptions = {},
): Promise<RegexCompiler> {
  const { RE2JS } = await import("re2js" as string) as typeof import("re2js");
  return (expression) => {
    const pattern = RE2JS.compile(expression);
    return isWhole ? (text) => pattern.matches(text) : (text) => pattern.test(text);
  };
}

/**
 * Compiles an expression that a user typed.
 *
 * @throws {ExpressionError} If it is invalid.
 */
export function compileRegex(
  compile: RegexCompiler,
  text: string,
  hint = 'The syntax is that of RE2; write "\\" before a character to match it as it is',
): TextTest {
  try {
    return compile(text);
  } catch (error) {
    throw new ExpressionError("regular expression", {
      text,
      ...regexProblem(error, text),
      hint,
    });
  }
}

/** The problem of an invalid expression, and where it is. */
export function regexProblem(
  error: unknown,
  text: string,
): { readonly found: string; readonly index: number; readonly end?: number } {
  const message = error instanceof Error ? error.message : String(error);
  const reason = message.replace(/^error parsing regexp: /, "");
  const [, found = reason, part = ""] = /^(.*?): `(.*)`$/s.exec(reason) ?? [];
  if (found.startsWith("trailing backslash")) {
    return { found: "backslash at the end", index: Math.max(text.length - 1, 0) };
  }
  // The engine names the whole expression if a parenthesis has no partner.
  const isUnmatched = found === "missing closing )" || found === "unexpected )";
  const unmatched = isUnmatched ? unmatchedParenthesis(text) : null;
  if (unmatched !== null) return { found, index: unmatched };
  const at = part === "" ? -1 : text.indexOf(part);
  const shown = part === "" || part === text ? found : `${found} "${part}"`;
  return at < 0 ? { found: shown, index: 0 } : { found: shown, index: at, end: at + part.length };
}

/** The index of the first parenthesis that closes no group, or the last that is not closed. */
function unmatchedParenthesis(text: string): number | null {
  const open: number[] = [];
  let classStart: number | null = null;
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (character === "\\") {
      const isQuote = text[index + 1] === "Q" && classStart === null;
      const end = isQuote ? text.indexOf("\\E", index) : -1;
      if (isQuote && end < 0) break;
      index = isQuote ? end + 1 : index + 1;
    } else if (classStart !== null) {
      const isFirst = /^\[\^?$/.test(text.slice(classStart, index));
      if (character === "]" && !isFirst) classStart = null;
      else if (text.startsWith("[:", index)) index = Math.max(index, text.indexOf(":]", index) + 1);
    } else if (character === "[") {
      classStart = index;
    } else if (character === "(") {
      open.push(index);
    } else if (character === ")" && open.pop() === undefined) {
      return index;
    }
  }
  return open.at(-1) ?? null;
}
