import { ExpressionError } from "../text/expression_error.ts";

/** Returns whether an expression matches anywhere in `text`. */
export type TextTest = (text: string) => boolean;

/** Compiles a regular expression; throws an `Error` that says why if it is invalid. */
export type RegexCompiler = (expression: string) => TextTest;

/**
 * Loads a compiler for regular expressions in the syntax of RE2. Matching takes time in proportion
 * to the length of the text, for every expression: there is no backtracking, and so there are no
 * look-around and no back-references.
 */
export async function loadRegexCompiler(): Promise<RegexCompiler> {
  const { RE2JS } = await import("re2js" as string) as typeof import("re2js");
  return (expression) => {
    const pattern = RE2JS.compile(expression);
    return (text) => pattern.test(text);
  };
}

/**
 * Compiles an expression that a user typed.
 *
 * @throws {ExpressionError} If it is invalid.
 */
export function compileRegex(compile: RegexCompiler, text: string): TextTest {
  try {
    return compile(text);
  } catch (error) {
    throw new ExpressionError("regular expression", {
      text,
      ...regexProblem(error, text),
      hint: 'The syntax is that of RE2; write "\\" before a character to match it as it is',
    });
  }
}

/** The problem of an invalid expression, and its index in the expression if it is known. */
export function regexProblem(
  error: unknown,
  text: string,
): { readonly found: string; readonly index: number } {
  const message = error instanceof Error ? error.message : String(error);
  const reason = message.replace(/^error parsing regexp: /, "");
  const [, found = reason, part] = /^(.*?): `(.*)`$/s.exec(reason) ?? [];
  const at = part === undefined || part === "" ? -1 : text.indexOf(part);
  const shown = part === undefined || part === text ? found : `${found} "${part}"`;
  return { found: shown, index: Math.max(at, 0) };
}
