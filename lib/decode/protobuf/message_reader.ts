import type { Field, Type } from "protobufjs";
import { DecodeFailure, setField } from "../decoder.ts";
import { exactInteger, integerOf, shortestFloat } from "../exact_number.ts";
import { wellKnownReader } from "./well_known.ts";

/** Reads one message from its bytes. */
export type ReadMessage = (bytes: Uint8Array) => unknown;

/** Turns what the library decodes into a decoded value. */
type Convert = (value: unknown) => unknown;

/** How one field of a message is converted. */
interface FieldReader {
  readonly name: string;
  /** Whether the field is absent if it is not set. */
  readonly hasPresence: boolean;
  readonly convert: Convert;
}

type Message = Readonly<Record<string, unknown>>;

const longTypes = new Set(["int64", "uint64", "sint64", "fixed64", "sfixed64"]);

/**
 * Returns a function that decodes messages of a type as JSON values.
 *
 * The names of fields are those of the `.proto` file. A field that is not set has its default,
 * unless its presence is tracked: then it is absent. Enums are names, or numbers if they have none.
 * The well-known types have their forms in JSON, for example a text for a timestamp.
 *
 * The function throws {@link DecodeFailure} if the bytes are malformed.
 */
export function messageReader(type: Type, protobuf: typeof import("protobufjs")): ReadMessage {
  const read = new MessageConverters(protobuf).of(type);
  return (bytes) => {
    const reader = protobuf.Reader.create(bytes);
    reader.discardUnknown = true;
    let message;
    try {
      message = type.decode(reader);
    } catch (error) {
      // The library throws errors of several classes for malformed bytes; no other code runs here.
      const found = error instanceof Error ? error.message : String(error);
      throw new DecodeFailure(`not a message of type ${type.fullName.slice(1)}: ${found}`);
    }
    return read(message);
  };
}

class MessageConverters {
  readonly #protobuf: typeof import("protobufjs");
  readonly #known = new Map<Type, Convert>();

  constructor(protobuf: typeof import("protobufjs")) {
    this.#protobuf = protobuf;
  }

  of(type: Type): Convert {
    const known = this.#known.get(type);
    if (known !== undefined) return known;
    let fields: readonly FieldReader[] = [];
    const readFields: Convert = (value) => {
      const message = value as Message;
      const result: Record<string, unknown> = {};
      for (let index = 0; index < fields.length; index++) {
        const { name, hasPresence, convert } = fields[index]!;
        if (!hasPresence || Object.hasOwn(message, name)) result[name] = convert(message[name]);
      }
      return result;
    };
    const wellKnown = wellKnownReader(type.fullName);
    const convert = wellKnown === null ? readFields : wellKnown;
    // Set before the fields are read: a message may contain messages of its own type.
    this.#known.set(type, convert);
    if (wellKnown === null) fields = type.fieldsArray.map((field) => this.#field(field));
    return convert;
  }

  #field(field: Field): FieldReader {
    const { name } = field.resolve();
    const convert = this.#element(field);
    if (field.map) {
      const { keyType } = field as Field & { readonly keyType: string };
      return { name, hasPresence: false, convert: this.#map(keyType, convert) };
    }
    if (field.repeated) {
      return { name, hasPresence: false, convert: (list) => (list as unknown[]).map(convert) };
    }
    const isMessage = field.resolvedType instanceof this.#protobuf.Type;
    return { name, hasPresence: isMessage || Boolean(field.hasPresence), convert };
  }

  /** The conversion of a field that is neither repeated nor a map. */
  #element({ type, resolvedType }: Field): Convert {
    if (resolvedType instanceof this.#protobuf.Type) {
      const message = resolvedType;
      let convert: Convert | undefined;
      return (value) => (convert ??= this.of(message))(value);
    }
    if (resolvedType !== null) {
      const { valuesById } = resolvedType;
      return (value) => valuesById[value as number] ?? value;
    }
    if (longTypes.has(type)) return exactInteger;
    if (type === "bytes") return bytesOf;
    if (type === "float") return (value) => shortestFloat(value as number);
    return (value) => value;
  }

  #map(keyType: string, convert: Convert): Convert {
    const { LongBits } = this.#protobuf.util;
    return (map) => {
      const result: Record<string, unknown> = {};
      for (const [key, value] of Object.entries(map as Message)) {
        const bits = longTypes.has(keyType) ? LongBits.fromHash(key) : null;
        const name = bits === null
          ? key
          : String(integerOf(bits.lo, bits.hi, keyType.startsWith("u") || keyType === "fixed64"));
        setField(result, name, convert(value));
      }
      return result;
    };
  }
}

/** The default of a field of bytes is an array of numbers. */
function bytesOf(value: unknown): unknown {
  return value instanceof Uint8Array ? value : Uint8Array.from(value as number[]);
}
