import type { Schema, SchemaDraft } from "@cfworker/json-schema";
import { loadRegexCompiler } from "../filter/linear_regex.ts";
import { EncodeFailure } from "./encoder.ts";
import { patternPrefix, withBoundedPatterns } from "./json_schema_patterns.ts";

/** Another schema, by the name with which a `$ref` refers to it. */
export interface JsonSchemaReference {
  readonly name: string;
  readonly text: string;
}

/** A JSON schema that cannot be used; the message says why, as a clause. */
export class JsonSchemaError extends Error {
  override readonly name = "JsonSchemaError";
}

const maxLength = 4 * 1024 * 1024;
const maxDepth = 200;

/**
 * Loads a JSON schema and returns a function that checks a value against it, and throws an
 * {@link EncodeFailure} that names the field if it does not fit. The schema is interpreted, not
 * compiled. Its regular expressions have the syntax of RE2, which matches in linear time.
 *
 * @param root What the value is called in errors, for example `value`.
 * @throws {JsonSchemaError} If the schema is invalid or too large.
 */
export async function loadJsonSchema(
  text: string,
  references: readonly JsonSchemaReference[],
  root: string,
): Promise<(value: unknown) => void> {
  const { format, Validator } = await import(
    "@cfworker/json-schema" as string
  ) as typeof import("@cfworker/json-schema");
  const compile = await loadRegexCompiler();
  const problem = (found: string): JsonSchemaError => new JsonSchemaError(found);
  const bounded = (text: string): Schema =>
    withBoundedPatterns(parseSchema(text), { compile, formats: format, problem });
  const schema = bounded(text);
  const others = references.map(({ name, text }) => ({ name, schema: bounded(text) }));
  const validator = checking(() => {
    const made = new Validator(schema, draftOf(schema), true);
    for (const { name, schema } of others) made.addSchema(schema, name);
    return made;
  });
  return (value) => {
    const { valid, errors } = checking(() => validator.validate(value));
    if (valid) return;
    // The last error is about the innermost part.
    const { instanceLocation, error } = errors.at(-1)!;
    const place = instanceLocation.replace(/^#/, "").split("/").slice(1)
      .map((part) => `.${decodeURIComponent(part)}`).join("");
    throw new EncodeFailure(`${root}${place}: ${clauseOf(error)}`);
  };
}

function parseSchema(text: string): Schema {
  if (text.length > maxLength) {
    throw new JsonSchemaError(`it has more than ${maxLength} characters`);
  }
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new JsonSchemaError(`it is not JSON: ${error.message}`);
  }
  if (isDeeper(schema, maxDepth)) throw new JsonSchemaError(`it has more than ${maxDepth} levels`);
  if (typeof schema === "boolean") return schema ? {} : { not: {} };
  if (typeof schema === "object" && schema !== null && !Array.isArray(schema)) {
    return schema as Schema;
  }
  throw new JsonSchemaError("it is not an object");
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}

function draftOf({ $schema }: Schema): SchemaDraft {
  const text = String($schema ?? "");
  if (text.includes("draft-04")) return "4";
  if (text.includes("2019-09")) return "2019-09";
  return text.includes("2020-12") ? "2020-12" : "7";
}

/** The library throws plain errors for an invalid schema; one that refers to itself is endless. */
function checking<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new JsonSchemaError("it refers to itself without end");
    const [found = ""] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
    throw new JsonSchemaError(found);
  }
}

function clauseOf(sentence: string): string {
  const text = sentence.replace(/\.$/, "").replace(`format "${patternPrefix}`, 'pattern "');
  return text.charAt(0).toLowerCase() + text.slice(1);
}
