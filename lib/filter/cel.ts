import type { ASTNode, Environment, ParseResult, SourceRange } from "@marcbachmann/cel-js";
import { ExpressionError } from "../text/expression_error.ts";
import {
  loadRegexCompiler,
  type RegexCompiler,
  regexProblem,
  type TextTest,
} from "./linear_regex.ts";

/** A compiled expression of the Common Expression Language. */
export interface CelExpression {
  /** The variables that it uses. */
  readonly variables: ReadonlySet<string>;
  /**
   * The keys of the map that the expression writes, in any branch; null for a key that is not a
   * text. Null if the expression, or one of its branches, is anything but a map in braces.
   */
  readonly mapKeys: readonly (string | null)[] | null;
  /** Evaluates it; throws a {@link CelFailure} if it has no value. */
  evaluate(variables: Readonly<Record<string, unknown>>): unknown;
}

/** An expression has no value for some variables; the message says why, as a clause. */
export class CelFailure extends Error {
  override readonly name = "CelFailure";
}

/** Options of {@link compileCel}. */
export interface CelOptions {
  /** The type of each variable, for example `string`, `dyn` or `map<string, dyn>`. */
  readonly variables: Readonly<Record<string, string>>;
  /** The type that it must have, if that is known before it is evaluated. Default: any. */
  readonly type?: "bool";
  /** The command whose help explains expressions. Default: `wah consume`. */
  readonly command?: string;
}

/** The name under which the environment knows our `matches()` method. */
const ownMatches = "_matches";
/** Regular expressions that depend on the record are compiled again if there are more. */
const maxCompiled = 100;

/**
 * Compiles an expression, and loads the engine for that.
 *
 * Differs from the standard in two ways that suit JSON: arithmetic may mix integers and other
 * numbers, and lists may have elements of several types. `matches()` takes linear time.
 *
 * @throws {ExpressionError} If the expression is invalid.
 */
export async function compileCel(text: string, options: CelOptions): Promise<CelExpression> {
  const { Environment, ParseError, TypeError: CelTypeError } = await import(
    "@marcbachmann/cel-js" as string
  ) as typeof import("@marcbachmann/cel-js");
  const compile = await loadRegexCompiler();
  const environment = new Environment({ homogeneousAggregateLiterals: false });
  for (const [name, type] of Object.entries(options.variables)) {
    environment.registerVariable(name, type);
  }
  addArithmetic(environment);
  addMatches(environment, compile);
  const { command = "wah consume" } = options;
  const invalid = (found: string, { start, end }: SourceRange): ExpressionError =>
    new ExpressionError("expression", {
      text,
      index: start,
      end,
      found,
      hint: `It can use ${Object.keys(options.variables).join(", ")}; see ${command} --help`,
    });
  let parsed: ParseResult;
  const variables = new Set<string>();
  try {
    parsed = environment.parse(text);
    prepare(parsed.ast, { variables, compile, invalid });
    const { valid, error, type } = parsed.check();
    if (!valid) throw error;
    if (options.type !== undefined && type !== options.type && type !== "dyn") {
      const range = { start: 0, end: text.length };
      throw invalid(`its type is ${type}, expected ${options.type}`, range);
    }
  } catch (error) {
    if (!(error instanceof ParseError || error instanceof CelTypeError)) throw error;
    throw invalid(clauseOf(error.summary), error.range ?? { start: 0, end: 1 });
  }
  return {
    variables,
    mapKeys: mapKeysOf(parsed.ast),
    evaluate(values): unknown {
      try {
        return parsed(values);
      } catch (error) {
        throw new CelFailure(failureOf(error), { cause: error });
      }
    },
  };
}

function mapKeysOf({ op, args }: ASTNode): (string | null)[] | null {
  if (op === "map") {
    const entries = args as readonly (readonly [ASTNode, ASTNode])[];
    return entries.map(([{ op, args }]) =>
      op === "value" && typeof args === "string" ? args : null
    );
  }
  if (op === "call" && args[0] === "dyn") {
    const [inner] = args[1] as readonly ASTNode[];
    return inner === undefined ? null : mapKeysOf(inner);
  }
  if (op !== "?:") return null;
  const [, first, second] = args as readonly ASTNode[];
  const [left, right] = [mapKeysOf(first!), mapKeysOf(second!)];
  return left === null || right === null ? null : [...left, ...right];
}

/** JSON has one type of numbers, so an expression cannot know which one it gets. */
function addArithmetic(environment: Environment): void {
  const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
    "%": (a, b) => a % b,
  };
  for (const [operator, apply] of Object.entries(operators)) {
    const handler = (a: unknown, b: unknown): number => apply(Number(a), Number(b));
    environment.registerOperator(`int ${operator} double: double`, handler);
    environment.registerOperator(`double ${operator} int: double`, handler);
    if (operator === "%") environment.registerOperator("double % double: double", handler);
  }
}

function addMatches(environment: Environment, compile: RegexCompiler): void {
  const compiled = new Map<string, TextTest>();
  const matches = (text: string, expression: string): boolean => {
    let test = compiled.get(expression);
    if (test === undefined) {
      if (compiled.size >= maxCompiled) compiled.clear();
      compiled.set(expression, test = compileDynamic(compile, expression));
    }
    return test(text);
  };
  environment.registerFunction(`string.${ownMatches}(string): bool`, matches, { async: false });
  environment.registerFunction("matches(string, string): bool", matches, { async: false });
}

function compileDynamic(compile: RegexCompiler, expression: string): TextTest {
  try {
    return compile(expression);
  } catch (error) {
    throw new CelFailure(`invalid regular expression: ${regexProblem(error, expression).found}`);
  }
}

interface Preparation {
  readonly variables: Set<string>;
  readonly compile: RegexCompiler;
  invalid(found: string, range: SourceRange): ExpressionError;
}

/**
 * Collects the variables of an expression, replaces the method `matches()` of the engine, which
 * backtracks, by our own, and checks regular expressions that are literals.
 */
function prepare(root: ASTNode, preparation: Preparation): void {
  const { variables } = preparation;
  const seen = new Set<unknown>();
  const visit = (part: unknown): void => {
    if (typeof part !== "object" || part === null || seen.has(part)) return;
    seen.add(part);
    const { op, args, meta } = part as { op?: unknown; args?: unknown; meta?: unknown };
    if (op === "id") variables.add(String(args));
    if (Array.isArray(args) && args[0] === "matches" && (op === "rcall" || op === "call")) {
      const list = args.at(-1) as readonly ASTNode[];
      if (op === "rcall") args[0] = ownMatches;
      const expression = list.at(-1);
      if (expression?.op === "value" && typeof expression.args === "string") {
        checkRegex(expression, expression.args, preparation);
      }
    }
    for (const inner of Object.values(part)) visit(inner);
    visit(meta);
  };
  visit(root);
}

/** @throws {ExpressionError} If a literal is no valid regular expression; it marks the place. */
function checkRegex(
  { input, range }: ASTNode,
  regex: string,
  { compile, invalid }: Preparation,
): void {
  try {
    compile(regex);
  } catch (error) {
    const { found, index, end = index + 1 } = regexProblem(error, regex);
    // A literal with escapes does not contain the expression, and is marked as a whole.
    const at = input.slice(range.start, range.end).indexOf(regex);
    const start = range.start + at;
    throw invalid(
      `invalid regular expression: ${found}`,
      at < 0 || regex === "" ? range : { start: start + index, end: start + end },
    );
  }
}

function failureOf(error: unknown): string {
  if (error instanceof CelFailure) return error.message;
  const summary = (error as { readonly summary?: unknown } | null)?.summary;
  if (typeof summary === "string") return clauseOf(summary);
  return error instanceof Error ? error.message : String(error);
}

/** The engine's names of tokens whose text is another one. */
const tokenTexts: Readonly<Record<string, string>> = {
  EOF: "the end",
  RPAREN: '")"',
  RBRACKET: '"]"',
  RBRACE: '"}"',
  COLON: '":"',
  COMMA: '","',
  IDENTIFIER: "a name",
};

/** The first letter in lower case, unless an acronym begins there. */
function clauseOf(summary: string): string {
  const text = summary.replaceAll(ownMatches, "matches")
    .replace(/^(Expected|Unexpected token:) ([A-Z]{2,})\b/, nameToken)
    .replace(/(, got) ([A-Z]{2,})$/, nameToken);
  return /^[A-Z][a-z]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}

function nameToken(_: string, before: string, token: string): string {
  return `${before} ${tokenTexts[token] ?? token.toLowerCase()}`;
}
