import {
  base64Bytes,
  EncodeFailure,
  integerWithin,
  isObject,
  numberOf,
  ValuePath,
} from "../encoder.ts";
import type { AvroField, AvroType } from "./avro_schema.ts";
import { AvroWriter } from "./avro_writer.ts";
import { logicalParser } from "./logical_value.ts";

/** What is being encoded. */
interface Target {
  readonly out: AvroWriter;
  readonly path: ValuePath;
  /** Whether it is a default of the schema, which writes bytes as text. */
  isDefault: boolean;
  /** How many branches may still fail because a union in them fails. */
  attempts: number;
  /** How many unions had no branch that fits. */
  failedUnions: number;
}

type Write = (value: unknown, target: Target) => void;

/** A hostile schema could make each level of a value try several branches. */
const maxAttempts = 5_000;

/**
 * Returns a function that encodes values of a schema, in the form in which `avroValueReader()`
 * returns them. A field that is absent gets the default of the schema. Of a union, the first branch
 * that fits is used; an object that names the branch is accepted too, as in Avro's own JSON.
 *
 * @param root What the value is called in errors, for example `value`.
 */
export function avroValueWriter(type: AvroType, root: string): (value: unknown) => Uint8Array {
  const write = new Writers().of(type);
  return (value) => {
    const out = new AvroWriter();
    const path = new ValuePath(root);
    write(value, { out, path, isDefault: false, attempts: maxAttempts, failedUnions: 0 });
    return out.finish();
  };
}

class Writers {
  readonly #records = new Map<AvroType, Write>();

  of(type: AvroType): Write {
    switch (type.kind) {
      case "record":
        return this.#record(type);
      case "enum":
        return symbolWriter(type.symbols);
      case "array":
        return arrayWriter(this.of(type.items));
      case "map":
        return mapWriter(this.of(type.values));
      case "union":
        return unionWriter(
          type.branches.map((branch) => ({ name: nameOf(branch), write: this.of(branch) })),
        );
      default:
        return plainWriter(type);
    }
  }

  #record(type: AvroType & { readonly kind: "record" }): Write {
    const known = this.#records.get(type);
    if (known !== undefined) return known;
    const fields: (AvroField & { readonly write: Write })[] = [];
    const names = new Set<string>();
    const write: Write = (value, target) => {
      const { path } = target;
      if (!isObject(value)) return path.fail(`an object (${type.name})`, value);
      const extra = Object.keys(value).find((name) => !names.has(name));
      if (extra !== undefined) path.reject(`${type.name} has no field ${JSON.stringify(extra)}`);
      for (const field of fields) {
        path.enter(field.name);
        writeField(field, value, target);
        path.leave();
      }
    };
    // Set before the fields are made: a record may contain itself.
    this.#records.set(type, write);
    for (const field of type.fields) {
      names.add(field.name);
      fields.push({ ...field, write: this.of(field.type) });
    }
    return write;
  }
}

function writeField(
  { name, fallback, write }: AvroField & { readonly write: Write },
  value: Record<string, unknown>,
  target: Target,
): void {
  if (Object.hasOwn(value, name)) return write(value[name], target);
  if (fallback === undefined) return target.path.reject("it is missing, and has no default");
  const { isDefault } = target;
  target.isDefault = true;
  write(fallback, target);
  target.isDefault = isDefault;
}

function plainWriter(type: AvroType): Write {
  if (!("logical" in type) || type.logical === null) return rawWriter(type);
  const raw = rawWriter(type);
  const { parse, expected } = logicalParser(type.logical, type.kind === "fixed" ? type.size : null);
  const isText = type.kind === "string";
  return (value, target) => {
    const parsed = target.isDefault && !isText ? undefined : parse(value);
    if (parsed instanceof Uint8Array) {
      return type.kind === "fixed" ? target.out.fixed(parsed) : target.out.bytes(parsed);
    }
    if (parsed !== undefined) return raw(parsed, target);
    const isStored = !isText && (typeof value !== "string" || target.isDefault);
    if (!isStored || type.logical?.name === "decimal" && typeof value === "number") {
      return target.path.fail(expected, value);
    }
    raw(value, target);
  };
}

function rawWriter(type: AvroType): Write {
  switch (type.kind) {
    case "null":
      return (value, { path }) => value === null ? undefined : path.fail("null", value);
    case "boolean":
      return (value, { out, path }) =>
        typeof value === "boolean" ? out.byte(Number(value)) : path.fail("true or false", value);
    case "int":
    case "long": {
      const bits = type.kind === "int" ? 32 : 64;
      return (value, { out, path }) => {
        const integer = integerWithin(value, bits);
        if (integer === null) return path.fail(`an integer of ${bits} bits`, value);
        out.long(integer);
      };
    }
    case "float":
    case "double":
      return (value, { out, path }) => {
        const number = numberOf(value);
        if (number === null) return path.fail("a number", value);
        if (type.kind === "float") out.float(number);
        else out.double(number);
      };
    case "string":
      return (value, { out, path }) =>
        typeof value === "string" ? out.string(value) : path.fail("a text", value);
    case "bytes":
      return (value, target) => target.out.bytes(bytesOf(value, target));
    case "fixed":
      return (value, target) => {
        const bytes = bytesOf(value, target);
        if (bytes.byteLength !== type.size) {
          target.path.reject(`expected ${type.size} bytes, found ${bytes.byteLength}`);
        }
        target.out.fixed(bytes);
      };
    default:
      throw new Error(`${type.kind} is not a plain type`);
  }
}

function bytesOf(value: unknown, { path, isDefault }: Target): Uint8Array {
  const bytes = base64Bytes(value);
  if (bytes !== null) return bytes;
  if (!isDefault || typeof value !== "string") return path.fail('{"base64":"..."}', value);
  return Uint8Array.from(value, (character) => character.charCodeAt(0));
}

function symbolWriter(symbols: readonly string[]): Write {
  return (value, { out, path }) => {
    const index = typeof value === "string" ? symbols.indexOf(value) : -1;
    if (index < 0) return path.fail(`one of ${symbols.slice(0, 20).join(", ")}`, value);
    out.long(index);
  };
}

function arrayWriter(write: Write): Write {
  return (value, target) => {
    const { out, path } = target;
    if (!Array.isArray(value)) return path.fail("a list", value);
    if (value.length > 0) out.long(value.length);
    for (let index = 0; index < value.length; index++) {
      path.enter(index);
      write(value[index], target);
      path.leave();
    }
    out.long(0);
  };
}

function mapWriter(write: Write): Write {
  return (value, target) => {
    const { out, path } = target;
    if (!isObject(value)) return path.fail("an object", value);
    const entries = Object.entries(value);
    if (entries.length > 0) out.long(entries.length);
    for (const [name, part] of entries) {
      path.enter(name);
      out.string(name);
      write(part, target);
      path.leave();
    }
    out.long(0);
  };
}

interface Branch {
  readonly name: string;
  readonly write: Write;
}

function unionWriter(branches: readonly Branch[]): Write {
  const names = branches.map(({ name }) => name).join(", ");
  return (value, target) => {
    const failures: EncodeFailure[] = [];
    for (const [index, { write }] of branches.entries()) {
      const failure = tryBranch(index, () => write(value, target), target);
      if (failure === null) return;
      failures.push(failure);
    }
    const named = isObject(value) ? branches.findIndex(({ name }) => hasOnly(value, name)) : -1;
    if (named >= 0) {
      const { name, write } = branches[named]!;
      const inner = (value as Record<string, unknown>)[name];
      target.path.enter(name);
      target.out.long(named);
      write(inner, target);
      target.path.leave();
      return;
    }
    target.failedUnions++;
    const others = branches.flatMap(({ name }, index) => name === "null" ? [] : failures[index]!);
    // With one branch besides null, its failure says more.
    if (others.length === 1 && value !== null) throw others[0];
    target.path.fail(`one of ${names}`, value);
  };
}

/** Encodes a branch; after a failure, which it returns, nothing of it is left. */
function tryBranch(index: number, write: () => void, target: Target): EncodeFailure | null {
  const { out, path } = target;
  const [{ length }, { depth }, { failedUnions }] = [out, path, target];
  try {
    out.long(index);
    write();
    return null;
  } catch (error) {
    if (!(error instanceof EncodeFailure) || target.attempts < 0) throw error;
    // Only branches that tried others in vain multiply.
    if (target.failedUnions > failedUnions && --target.attempts < 0) {
      path.reject("there are too many ways to encode it");
    }
    out.clear(length);
    path.restore(depth);
    return error;
  }
}

function hasOnly(value: Record<string, unknown>, name: string): boolean {
  return Object.keys(value).length === 1 && Object.hasOwn(value, name);
}

function nameOf(type: AvroType): string {
  return "name" in type ? type.name : type.kind;
}
