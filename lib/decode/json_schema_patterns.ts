import type { RegexCompiler, TextTest } from "../filter/linear_regex.ts";

/** Creates the error for a schema that cannot be used. */
type Problem = (found: string) => Error;

/** The validator's formats, which check texts by their names. */
export type TextFormats = Record<string, TextTest>;

/** What stands before an expression in the name of its format. */
export const patternPrefix = "pattern ";

/** Keywords whose values are data, and not schemas. */
const dataKeywords = ["const", "default", "enum", "examples", "required", "type"];
/** Keywords whose values are schemas by name. */
const mapKeywords = [
  ...["properties", "patternProperties", "$defs", "definitions"],
  ...["dependentSchemas", "dependencies"],
];
/** Each repetition multiplies the time of an expression for names by the length of the name. */
const maxRepetitions = 3;

/** What {@link withBoundedPatterns} needs. */
export interface PatternOptions {
  /** Compiles expressions that match in linear time. */
  readonly compile: RegexCompiler;
  /** Receives one format for each expression. */
  readonly formats: TextFormats;
  readonly problem: Problem;
}

/**
 * Returns a copy of a JSON schema whose `pattern` expressions are formats that match in linear
 * time: the validator would use an engine that can backtrack for ever. It has no such choice for
 * the expressions of `patternProperties`, so those that can take long are refused.
 */
export function withBoundedPatterns<T>(schema: T, options: PatternOptions): T {
  return boundedSchema(schema, options) as T;
}

function boundedSchema(schema: unknown, options: PatternOptions): unknown {
  if (Array.isArray(schema)) return schema.map((part) => boundedSchema(part, options));
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema)
    .filter(([keyword, value]) => keyword !== "pattern" || typeof value !== "string")
    .map(([keyword, value]) => [keyword, boundedValue(keyword, value, options)] as const);
  const copy: Record<string, unknown> = Object.fromEntries(entries);
  const { pattern } = schema as { readonly pattern?: unknown };
  if (typeof pattern !== "string") return copy;
  const format = addFormat(pattern, options);
  // At the end, so that references to the others still point to them.
  return { ...copy, allOf: [...(Array.isArray(copy["allOf"]) ? copy["allOf"] : []), { format }] };
}

function boundedValue(keyword: string, value: unknown, options: PatternOptions): unknown {
  if (dataKeywords.includes(keyword)) return value;
  const isMap = mapKeywords.includes(keyword) && typeof value === "object" && value !== null;
  if (!isMap || Array.isArray(value)) return boundedSchema(value, options);
  if (keyword === "patternProperties") {
    for (const expression of Object.keys(value)) requireQuick(expression, options.problem);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, boundedSchema(part, options)]),
  );
}

/** Adds the format of an expression and returns its name. */
function addFormat(pattern: string, { compile, formats, problem }: PatternOptions): string {
  const name = `${patternPrefix}${pattern}`;
  if (Object.hasOwn(formats, name)) return name;
  try {
    formats[name] = compile(inRe2Syntax(pattern));
  } catch (error) {
    const [found = ""] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
    throw problem(`pattern ${JSON.stringify(pattern)}: ${found}`);
  }
  return name;
}

/** RE2 writes `\u00e9` as `\x{00e9}`. */
function inRe2Syntax(pattern: string): string {
  return pattern.replace(
    /\\(?:u([0-9a-fA-F]{4})|[^])/g,
    (escape, digits?: string) => digits === undefined ? escape : `\\x{${digits}}`,
  );
}

function requireQuick(expression: string, problem: Problem): void {
  const plain = expression.replace(/\\[^]/g, "x").replace(/\[[^\]]*\]/g, "x");
  const isQuick = !/\)[*+?{]/.test(plain) &&
    [...plain.matchAll(/[*+]|\{/g)].length <= maxRepetitions;
  if (isQuick) return;
  throw problem(`patternProperties ${JSON.stringify(expression)} may take too long to match`);
}
