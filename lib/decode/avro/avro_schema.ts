/** The types without parts. */
export type AvroPrimitive =
  | "null"
  | "boolean"
  | "int"
  | "long"
  | "float"
  | "double"
  | "bytes"
  | "string";

/** What a logical type adds to a type; those that are not known are ignored. */
export type AvroLogical =
  | { readonly name: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly name: "uuid" | "duration" | "date" | "time-millis" | "time-micros" }
  | {
    readonly name:
      | "timestamp-millis"
      | "timestamp-micros"
      | "timestamp-nanos"
      | "local-timestamp-millis"
      | "local-timestamp-micros"
      | "local-timestamp-nanos";
  };

/** A type of a schema. The parts of a record are complete once its schema is parsed. */
export type AvroType =
  | { readonly kind: AvroPrimitive; readonly logical: AvroLogical | null }
  | {
    readonly kind: "fixed";
    readonly name: string;
    readonly size: number;
    readonly logical: AvroLogical | null;
  }
  | { readonly kind: "enum"; readonly name: string; readonly symbols: readonly string[] }
  | { readonly kind: "array"; readonly items: AvroType }
  | { readonly kind: "map"; readonly values: AvroType }
  | { readonly kind: "union"; readonly branches: readonly AvroType[] }
  | AvroRecord;

/** A record of a schema; it may contain itself. */
export interface AvroRecord {
  readonly kind: "record";
  readonly name: string;
  readonly fields: AvroField[];
}

/** A field of a record. */
export interface AvroField {
  readonly name: string;
  readonly type: AvroType;
  /** The default as the schema writes it; undefined if there is none. */
  readonly fallback: unknown;
}

/** A schema that cannot be used; the message says why, as a clause. */
export class AvroSchemaError extends Error {
  override readonly name = "AvroSchemaError";
}

/** Limits of one schema, which can come from a stranger. */
const maxLength = 4 * 1024 * 1024;
const maxDepth = 100;
const maxTypes = 50_000;
const maxFixedBytes = 16 * 1024 * 1024;

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
const primitives: ReadonlySet<string> = new Set(
  ["null", "boolean", "int", "long", "float", "double", "bytes", "string"] as const,
);

/** The types on which each logical type is valid. */
const logicalBases: Readonly<Record<string, readonly string[]>> = {
  "decimal": ["bytes", "fixed"],
  "uuid": ["string", "fixed"],
  "duration": ["fixed"],
  "date": ["int"],
  "time-millis": ["int"],
  "time-micros": ["long"],
  "timestamp-millis": ["long"],
  "timestamp-micros": ["long"],
  "timestamp-nanos": ["long"],
  "local-timestamp-millis": ["long"],
  "local-timestamp-micros": ["long"],
  "local-timestamp-nanos": ["long"],
};

/**
 * Parses a schema, after those that it refers to.
 *
 * A schema can come from a stranger: its size, its depth and its number of types are limited, and
 * its names must be names.
 *
 * @param references The texts of schemas whose types it uses, each after those that it uses itself.
 * @throws {AvroSchemaError} If a schema is invalid or too large.
 * @see Apache Avro specification, "Schema declaration"
 */
export function parseAvroSchema(text: string, references: readonly string[] = []): AvroType {
  const parser = new SchemaParser();
  for (const reference of references) parser.parse(reference);
  return parser.parse(text);
}

class SchemaParser {
  readonly #named = new Map<string, AvroType>();
  #types = 0;

  parse(text: string): AvroType {
    if (text.length > maxLength) {
      throw new AvroSchemaError(`it has more than ${maxLength} characters`);
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // A schema that is a name, such as string, may be written without quotes.
      if (!primitives.has(text.trim())) {
        throw new AvroSchemaError(`it is not JSON: ${error.message}`);
      }
      json = text.trim();
    }
    return this.#type(json, "", 0);
  }

  #type(json: unknown, space: string, depth: number): AvroType {
    if (depth > maxDepth) throw new AvroSchemaError(`it has more than ${maxDepth} levels`);
    if (++this.#types > maxTypes) throw new AvroSchemaError(`it has more than ${maxTypes} types`);
    if (typeof json === "string") return this.#byName(json, space);
    if (Array.isArray(json)) return this.#union(json, space, depth);
    if (typeof json !== "object" || json === null) {
      throw new AvroSchemaError(`${JSON.stringify(json)} is not a type`);
    }
    return this.#complex(json as Record<string, unknown>, space, depth);
  }

  #byName(name: string, space: string): AvroType {
    if (primitives.has(name)) return { kind: name as AvroPrimitive, logical: null };
    const found = this.#named.get(fullName(name, space)) ?? this.#named.get(name);
    if (found !== undefined) return found;
    throw new AvroSchemaError(`there is no type ${JSON.stringify(name.slice(0, 100))}`);
  }

  #union(json: readonly unknown[], space: string, depth: number): AvroType {
    const branches = json.map((branch) => this.#type(branch, space, depth + 1));
    if (branches.some(({ kind }) => kind === "union")) {
      throw new AvroSchemaError("a union contains a union");
    }
    return { kind: "union", branches };
  }

  #complex(json: Record<string, unknown>, space: string, depth: number): AvroType {
    const { type } = json;
    switch (type) {
      case "array":
        return { kind: "array", items: this.#type(json["items"], space, depth + 1) };
      case "map":
        return { kind: "map", values: this.#type(json["values"], space, depth + 1) };
      case "record":
      case "error":
        return this.#record(json, space, depth);
      case "enum":
        return this.#enum(json, space);
      case "fixed":
        return this.#fixed(json, space);
      default: {
        const inner = this.#type(type, space, depth + 1);
        const isPlain = "logical" in inner && inner.kind !== "fixed";
        return isPlain ? { ...inner, logical: logicalOf(json, inner.kind) } : inner;
      }
    }
  }

  #record(json: Record<string, unknown>, space: string, depth: number): AvroType {
    const name = declaredName(json, space);
    const record: AvroRecord = { kind: "record", name, fields: [] };
    this.#define(name, record);
    const { fields } = json;
    if (!Array.isArray(fields)) throw new AvroSchemaError(`the record ${name} has no fields`);
    const inner = spaceOf(name);
    const seen = new Set<string>();
    for (const field of fields as unknown[]) {
      const { name: own, type, default: fallback } = (field ?? {}) as Record<string, unknown>;
      const label = checkedName(own);
      if (seen.has(label)) throw new AvroSchemaError(`${name} has two fields ${label}`);
      seen.add(label);
      record.fields.push({ name: label, type: this.#type(type, inner, depth + 1), fallback });
    }
    return record;
  }

  #enum(json: Record<string, unknown>, space: string): AvroType {
    const name = declaredName(json, space);
    const { symbols } = json;
    if (!Array.isArray(symbols)) throw new AvroSchemaError(`the enum ${name} has no symbols`);
    return this.#define(name, { kind: "enum", name, symbols: symbols.map(checkedName) });
  }

  #fixed(json: Record<string, unknown>, space: string): AvroType {
    const name = declaredName(json, space);
    const size = json["size"] as number;
    if (!Number.isInteger(size) || size < 0 || size > maxFixedBytes) {
      throw new AvroSchemaError(`the size of ${name} is ${JSON.stringify(size)}`);
    }
    const logical = logicalOf(json, "fixed");
    return this.#define(name, { kind: "fixed", name, size, logical });
  }

  #define(name: string, type: AvroType): AvroType {
    if (this.#named.has(name)) throw new AvroSchemaError(`it defines ${name} twice`);
    this.#named.set(name, type);
    return type;
  }
}

/** The full name of a declared type: with its namespace, or with that around it. */
function declaredName(json: Record<string, unknown>, space: string): string {
  const { name, namespace } = json;
  if (typeof name !== "string") throw new AvroSchemaError("a type has no name");
  const full = fullName(name, typeof namespace === "string" ? namespace : space);
  full.split(".").forEach(checkedName);
  return full;
}

function fullName(name: string, space: string): string {
  return name.includes(".") || space === "" ? name.replace(/^\./, "") : `${space}.${name}`;
}

function spaceOf(name: string): string {
  return name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : "";
}

function checkedName(name: unknown): string {
  if (typeof name === "string" && identifier.test(name) && name !== "__proto__") return name;
  const shown = JSON.stringify(name) ?? "undefined";
  throw new AvroSchemaError(`${shown.slice(0, 100)} is not a name`);
}

/** A logical type that does not fit its type is ignored, as the specification demands. */
function logicalOf(json: Record<string, unknown>, kind: string): AvroLogical | null {
  const { logicalType: name, precision, scale = 0 } = json;
  if (typeof name !== "string" || !Object.hasOwn(logicalBases, name)) return null;
  if (!logicalBases[name]!.includes(kind)) return null;
  const { size } = json;
  if (name === "duration" && size !== 12 || name === "uuid" && kind === "fixed" && size !== 16) {
    return null;
  }
  if (name !== "decimal") return { name } as AvroLogical;
  const isValid = Number.isInteger(precision) && Number.isInteger(scale) &&
    Number(scale) >= 0 && Number(scale) <= Number(precision);
  return isValid ? { name, precision: Number(precision), scale: Number(scale) } : null;
}
