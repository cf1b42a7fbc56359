import type { ByteWriter } from "../byte_writer.ts";
import { type ByteReader, WireError } from "../bytes.ts";
import type { Codec, CodecOptions, WireType } from "./field.ts";

/** A value of fixed width, which has the same layout in all versions. */
class ScalarType<T extends number | bigint | boolean | string> implements WireType<T> {
  readonly empty: T;
  readonly holdsBytes = false;
  readonly #bytes: number;
  readonly #accepts: (value: T) => boolean;
  readonly #read: (reader: ByteReader) => T;
  readonly #write: (writer: ByteWriter, value: T) => void;

  constructor(spec: {
    readonly empty: T;
    readonly bytes: number;
    readonly accepts: (value: T) => boolean;
    readonly read: (reader: ByteReader) => T;
    readonly write: (writer: ByteWriter, value: T) => void;
  }) {
    this.empty = spec.empty;
    this.#bytes = spec.bytes;
    this.#accepts = spec.accepts;
    this.#read = spec.read;
    this.#write = spec.write;
  }

  isDefault(value: T, fallback: T): boolean {
    return value === fallback;
  }

  codec({ path }: CodecOptions): Codec<T> {
    const accepts = this.#accepts;
    const write = this.#write;
    return {
      minBytes: this.#bytes,
      read: this.#read,
      write(writer, value): void {
        if (!accepts(value)) {
          throw new WireError(`Cannot write "${path}": ${value} is out of range`);
        }
        write(writer, value);
      },
    };
  }
}

function integer(
  bits: number,
  read: (reader: ByteReader) => number,
  write: (writer: ByteWriter, value: number) => void,
  signed = true,
): ScalarType<number> {
  const least = signed ? -(2 ** (bits - 1)) : 0;
  const most = least + 2 ** bits - 1;
  return new ScalarType({
    empty: 0,
    bytes: bits / 8,
    accepts: (value) => Number.isInteger(value) && value >= least && value <= most,
    read,
    write,
  });
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The types of fixed width of Kafka's protocol. */
export const scalarTypes = {
  int8: integer(8, (reader) => reader.int8(), (writer, value) => writer.int8(value)),
  int16: integer(16, (reader) => reader.int16(), (writer, value) => writer.int16(value)),
  uint16: integer(16, (reader) => reader.uint16(), (writer, value) => writer.uint16(value), false),
  int32: integer(32, (reader) => reader.int32(), (writer, value) => writer.int32(value)),
  int64: new ScalarType<bigint>({
    empty: 0n,
    bytes: 8,
    accepts: (value) => typeof value === "bigint" && BigInt.asIntN(64, value) === value,
    read: (reader) => reader.int64(),
    write: (writer, value) => writer.int64(value),
  }),
  float64: new ScalarType<number>({
    empty: 0,
    bytes: 8,
    accepts: (value) => typeof value === "number",
    read: (reader) => reader.float64(),
    write: (writer, value) => writer.float64(value),
  }),
  boolean: new ScalarType<boolean>({
    empty: false,
    bytes: 1,
    accepts: (value) => typeof value === "boolean",
    read: (reader) => reader.boolean(),
    write: (writer, value) => writer.boolean(value),
  }),
  uuid: new ScalarType<string>({
    empty: "00000000-0000-0000-0000-000000000000",
    bytes: 16,
    accepts: (value) => typeof value === "string" && uuidPattern.test(value),
    read: (reader) => reader.uuid(),
    write: (writer, value) => writer.uuid(value),
  }),
} as const;
