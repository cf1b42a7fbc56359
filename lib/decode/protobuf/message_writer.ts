import type { Enum, Field, Type } from "protobufjs";
import { base64Bytes, integerWithin, isObject, numberOf, ValuePath } from "../encoder.ts";
import { type Convert, halvesOf, mapOf, wellKnownParser } from "./well_known_values.ts";

interface FieldWriter {
  readonly name: string;
  readonly isRequired: boolean;
  readonly convert: Convert;
}

/** The bits of each integer type, and whether it has no sign. */
const integers: Readonly<Record<string, { readonly bits: 32 | 64; readonly isUnsigned: boolean }>> =
  {
    int32: { bits: 32, isUnsigned: false },
    sint32: { bits: 32, isUnsigned: false },
    sfixed32: { bits: 32, isUnsigned: false },
    uint32: { bits: 32, isUnsigned: true },
    fixed32: { bits: 32, isUnsigned: true },
    int64: { bits: 64, isUnsigned: false },
    sint64: { bits: 64, isUnsigned: false },
    sfixed64: { bits: 64, isUnsigned: false },
    uint64: { bits: 64, isUnsigned: true },
    fixed64: { bits: 64, isUnsigned: true },
  };

/** Messages may be nested this deep, as in other libraries. */
const maxDepth = 100;

/**
 * Returns a function that encodes messages of a type, in the form in which `messageReader()`
 * returns them. Fields may have their names in JSON, in lower camel case, too; null is absent.
 *
 * @param root What the value is called in errors, for example `value`.
 */
export function messageWriter(type: Type, root: string): (value: unknown) => Uint8Array {
  const convert = new MessageConverters().of(type);
  return (value) => {
    const message = convert(value, new ValuePath(root)) as Record<string, unknown>;
    // Copied, because the library returns views into a pool that it reuses.
    return Uint8Array.from(type.encode(message).finish());
  };
}

class MessageConverters {
  readonly #known = new Map<Type, Convert>();

  of(type: Type): Convert {
    const known = this.#known.get(type);
    if (known !== undefined) return known;
    const fields = new Map<string, FieldWriter>();
    const name = type.fullName.slice(1);
    const writeFields: Convert = (value, path) => {
      if (!isObject(value)) return path.fail(`an object (${name})`, value);
      if (path.depth > maxDepth) return path.reject(`more than ${maxDepth} levels deep`);
      return messageOf(value, { name, fields, path });
    };
    const wellKnown = wellKnownParser(type.fullName);
    this.#known.set(type, wellKnown ?? writeFields);
    if (wellKnown !== null) return wellKnown;
    // Set before the fields are made: a message may contain messages of its own type.
    for (const field of type.fieldsArray) {
      const writer = this.#field(field.resolve());
      fields.set(camelCase(field.name), writer);
      fields.set(field.name, writer);
    }
    return writeFields;
  }

  #field(field: Field): FieldWriter {
    const { name, required: isRequired } = field;
    const convert = this.#element(field);
    if (field.map) return { name, isRequired: false, convert: mapOf(convert) };
    if (field.repeated) return { name, isRequired: false, convert: listOf(convert) };
    return { name, isRequired, convert };
  }

  #element({ type, resolvedType }: Field): Convert {
    if (resolvedType === null) return scalarOf(type);
    if ("values" in resolvedType) return (value, path) => enumValue(value, resolvedType, path);
    let convert: Convert | undefined;
    return (value, path) => (convert ??= this.of(resolvedType))(value, path);
  }
}

function messageOf(
  value: Record<string, unknown>,
  { name, fields, path }: {
    readonly name: string;
    readonly fields: ReadonlyMap<string, FieldWriter>;
    readonly path: ValuePath;
  },
): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    const field = fields.get(key);
    if (field === undefined) return path.reject(`${name} has no field ${JSON.stringify(key)}`);
    if (part === null) continue;
    path.enter(key);
    message[field.name] = field.convert(part, path);
    path.leave();
  }
  for (const { name: required, isRequired } of fields.values()) {
    if (!isRequired || Object.hasOwn(message, required)) continue;
    path.enter(required);
    path.reject("it is missing, and required");
  }
  return message;
}

function scalarOf(type: string): Convert {
  if (Object.hasOwn(integers, type)) {
    const { bits, isUnsigned } = integers[type]!;
    return (value, path) => {
      const integer = integerWithin(value, bits, { isUnsigned });
      if (integer === null) return path.fail(`a number of type ${type}`, value);
      return bits === 32 ? Number(integer) : halvesOf(integer, isUnsigned);
    };
  }
  switch (type) {
    case "bool":
      return (value, path) =>
        typeof value === "boolean" ? value : path.fail("true or false", value);
    case "string":
      return (value, path) => typeof value === "string" ? value : path.fail("a text", value);
    case "bytes":
      return (value, path) => base64Bytes(value) ?? path.fail('{"base64":"..."}', value);
    default:
      return (value, path) => numberOf(value) ?? path.fail("a number", value);
  }
}

function enumValue(value: unknown, { values, name }: Enum, path: ValuePath): number {
  if (typeof value === "string" && Object.hasOwn(values, value)) return values[value]!;
  const integer = integerWithin(value, 32);
  if (integer !== null) return Number(integer);
  return path.fail(`one of ${Object.keys(values).slice(0, 20).join(", ")} (${name})`, value);
}

function listOf(convert: Convert): Convert {
  return (value, path) => {
    if (!Array.isArray(value)) return path.fail("a list", value);
    return value.map((part, index) => {
      path.enter(index);
      const converted = convert(part, path);
      path.leave();
      return converted;
    });
  };
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
