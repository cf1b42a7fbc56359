import { DecodeFailure, setField } from "../decoder.ts";
import { shortestFloat } from "../exact_number.ts";
import { AvroReader } from "./avro_reader.ts";
import type { AvroField, AvroType } from "./avro_schema.ts";
import { logicalReader } from "./logical_text.ts";

type Read = (reader: AvroReader) => unknown;

/**
 * Returns a function that decodes values of a schema.
 *
 * A union is the value of its branch. Logical types are texts: decimals, dates, times, UUIDs.
 *
 * The function throws {@link DecodeFailure} if the bytes are malformed.
 *
 * @see Apache Avro specification, "Binary encoding"
 */
export function avroValueReader(type: AvroType): (bytes: Uint8Array) => unknown {
  const read = new Readers().of(type);
  return (bytes) => {
    const reader = new AvroReader(bytes);
    const value = read(reader);
    reader.end();
    return value;
  };
}

class Readers {
  readonly #records = new Map<AvroType, Read>();

  of(type: AvroType): Read {
    switch (type.kind) {
      case "record":
        return this.#record(type);
      case "enum":
        return symbolReader(type.symbols);
      case "array":
        return arrayReader(this.of(type.items));
      case "map":
        return mapReader(this.of(type.values));
      case "union":
        return unionReader(type.branches.map((branch) => this.of(branch)));
      default:
        return plainReader(type);
    }
  }

  #record(type: AvroType & { readonly kind: "record" }): Read {
    const known = this.#records.get(type);
    if (known !== undefined) return known;
    const fields: { readonly name: string; readonly read: Read }[] = [];
    const read: Read = (reader) => {
      reader.enter();
      const record: Record<string, unknown> = {};
      for (let index = 0; index < fields.length; index++) {
        const { name, read } = fields[index]!;
        record[name] = read(reader);
      }
      reader.leave();
      return record;
    };
    // Set before the fields are read: a record may contain itself.
    this.#records.set(type, read);
    fields.push(...type.fields.map((field) => this.#field(field)));
    return read;
  }

  #field({ name, type }: AvroField): { readonly name: string; readonly read: Read } {
    return { name, read: this.of(type) };
  }
}

function plainReader(type: AvroType): Read {
  if ("logical" in type && type.logical !== null) {
    const text = logicalReader(type.logical);
    const raw = plainReader({ ...type, logical: null });
    return (reader) => text(raw(reader) as never);
  }
  switch (type.kind) {
    case "null":
      return () => null;
    case "boolean":
      return (reader) => reader.boolean();
    case "int":
      return (reader) => reader.int();
    case "long":
      return (reader) => reader.long();
    case "float":
      return (reader) => shortestFloat(reader.float());
    case "double":
      return (reader) => reader.double();
    case "bytes":
      return (reader) => reader.bytes();
    case "string":
      return (reader) => reader.string();
    case "fixed":
      return (reader) => reader.fixed(type.size);
    default:
      throw new Error(`${type.kind} is not a plain type`);
  }
}

function symbolReader(symbols: readonly string[]): Read {
  return (reader) => {
    const index = reader.int();
    const symbol = symbols[index];
    if (symbol !== undefined) return symbol;
    throw new DecodeFailure(`there is no symbol ${index} in an enum of ${symbols.length}`);
  };
}

function unionReader(branches: readonly Read[]): Read {
  return (reader) => {
    const index = reader.int();
    const read = branches[index];
    if (read !== undefined) return read(reader);
    throw new DecodeFailure(`there is no branch ${index} in a union of ${branches.length}`);
  };
}

function arrayReader(read: Read): Read {
  return (reader) => {
    reader.enter();
    const values: unknown[] = [];
    for (let count = reader.block(); count > 0; count = reader.block()) {
      for (let index = 0; index < count; index++) values.push(read(reader));
    }
    reader.leave();
    return values;
  };
}

function mapReader(read: Read): Read {
  return (reader) => {
    reader.enter();
    const values: Record<string, unknown> = {};
    for (let count = reader.block(); count > 0; count = reader.block()) {
      for (let index = 0; index < count; index++) {
        const name = reader.string();
        setField(values, name, read(reader));
      }
    }
    reader.leave();
    return values;
  };
}
