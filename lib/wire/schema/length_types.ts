import type { ByteWriter } from "../byte_writer.ts";
import { type ByteReader, utf8, WireError } from "../bytes.ts";
import type { Codec, CodecOptions, WireType } from "./field.ts";

/** Width of the length field in layouts that are not flexible. */
type LengthBits = 16 | 32;

/** Reads and writes the length of a value; -1 means null. */
interface LengthCodec {
  readonly minBytes: number;
  read(reader: ByteReader): number;
  write(writer: ByteWriter, length: number): void;
}

const maxInt32 = 0x7fffffff;

/** An encoder is faster than a loop for text that is longer. */
const shortText = 64;

/** Number of elements per step when an array is read or written. */
const elementsPerStep = 32;

function lengthCodec({ layout, nullable, path }: CodecOptions, bits: LengthBits): LengthCodec {
  const most = bits === 16 && !layout.flexible ? 0x7fff : maxInt32 - 1;
  const readRaw = layout.flexible
    ? (reader: ByteReader): number => reader.uvarint() - 1
    : bits === 16
    ? (reader: ByteReader): number => reader.int16()
    : (reader: ByteReader): number => reader.int32();
  return {
    minBytes: layout.flexible ? 1 : bits / 8,
    read(reader): number {
      const length = readRaw(reader);
      if (length >= 0 || (length === -1 && nullable)) return length;
      throw new WireError(
        length === -1
          ? `Cannot read "${path}" before ${reader.position}: null is not allowed here`
          : `Cannot read "${path}" before ${reader.position}: its length is ${length}`,
      );
    },
    write(writer, length): void {
      if (length === -1 && !nullable) {
        throw new WireError(
          `Cannot write "${path}": null is not allowed in version ${layout.version}`,
        );
      }
      if (length > most) {
        throw new WireError(`Cannot write "${path}": its length is ${length}, at most ${most}`);
      }
      if (layout.flexible) writer.uvarint(length + 1);
      else if (bits === 16) writer.int16(length);
      else writer.int32(length);
    },
  };
}

/** Text of up to 32,767 bytes of UTF-8, longer in flexible versions. */
export class StringType implements WireType<string | null> {
  readonly empty = "";
  readonly holdsBytes = false;

  isDefault(value: string | null, fallback: string | null): boolean {
    return value === fallback;
  }

  codec(options: CodecOptions): Codec<string | null> {
    const length = lengthCodec(options, 16);
    return {
      minBytes: length.minBytes,
      read(reader): string | null {
        const bytes = length.read(reader);
        return bytes === -1 ? null : bytes === 0 ? "" : reader.text(bytes);
      },
      write(writer, value): void {
        if (value === null) return length.write(writer, -1);
        if (isShortAscii(value)) {
          length.write(writer, value.length);
          return void writer.ascii(value);
        }
        const bytes = utf8(value);
        length.write(writer, bytes.byteLength);
        writer.raw(bytes);
      },
    };
  }
}

/** Returns whether a text, as most names, needs neither an encoder nor an array of bytes. */
function isShortAscii(text: string): boolean {
  if (text.length > shortText) return false;
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7f) return false;
  }
  return true;
}

/** Bytes to write, whole or in pieces. */
type Pieces = Uint8Array | readonly Uint8Array[];

/** Opaque bytes, decoded to a view of the input. */
export class BytesType implements WireType<Uint8Array | null> {
  readonly empty: Uint8Array = new Uint8Array(0);
  readonly holdsBytes = true;

  isDefault(value: Pieces | null, fallback: Uint8Array | null): boolean {
    return value === fallback ||
      (value !== null && lengthOf(value) === 0 && fallback?.byteLength === 0);
  }

  codec(options: CodecOptions): Codec<Uint8Array | null> {
    const length = lengthCodec(options, 32);
    return {
      minBytes: length.minBytes,
      read(reader): Uint8Array | null {
        const bytes = length.read(reader);
        return bytes === -1 ? null : reader.view(bytes);
      },
      write(writer, value: Pieces | null): void {
        if (value === null) return length.write(writer, -1);
        length.write(writer, lengthOf(value));
        for (const piece of piecesOf(value)) writer.raw(piece);
      },
    };
  }
}

function piecesOf(value: Pieces): readonly Uint8Array[] {
  return value instanceof Uint8Array ? [value] : value;
}

function lengthOf(value: Pieces): number {
  return piecesOf(value).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Several values of one type. */
export class ArrayType<T> implements WireType<readonly T[] | null> {
  readonly empty: readonly T[] = Object.freeze([]);
  readonly #element: WireType<T>;

  constructor(element: WireType<T>) {
    this.#element = element;
  }

  get holdsBytes(): boolean {
    return this.#element.holdsBytes;
  }

  isDefault(value: readonly T[] | null, fallback: readonly T[] | null): boolean {
    return value === fallback || (value?.length === 0 && fallback?.length === 0);
  }

  codec(options: CodecOptions): Codec<readonly T[] | null> {
    const { layout, path } = options;
    const length = lengthCodec(options, 32);
    const element = this.#element.codec({ layout, nullable: false, path });
    const minBytes = Math.max(1, element.minBytes);
    const readCount = (reader: ByteReader): number => {
      const count = length.read(reader);
      if (count === -1) return count;
      if (count * minBytes > reader.remaining) {
        throw new WireError(
          `Cannot read "${path}" at ${reader.position}: ` +
            `${count} elements in ${reader.remaining} bytes`,
        );
      }
      reader.countElements(count);
      return count;
    };
    return {
      minBytes: length.minBytes,
      read(reader): readonly T[] | null {
        const count = readCount(reader);
        if (count === -1) return null;
        const elements: T[] = [];
        for (let index = 0; index < count; index++) elements.push(element.read(reader));
        return elements;
      },
      write(writer, value): void {
        if (value === null) return length.write(writer, -1);
        length.write(writer, value.length);
        for (const each of value) element.write(writer, each);
      },
      *readInSteps(reader): Generator<void, readonly T[] | null> {
        const count = readCount(reader);
        if (count === -1) return null;
        const elements: T[] = [];
        for (let index = 0; index < count; index++) {
          if (index % elementsPerStep === elementsPerStep - 1) yield;
          elements.push(
            element.readInSteps === undefined
              ? element.read(reader)
              : yield* element.readInSteps(reader),
          );
        }
        return elements;
      },
      *writeInSteps(writer, value): Generator<void, void> {
        if (value === null) return length.write(writer, -1);
        length.write(writer, value.length);
        for (const [index, each] of value.entries()) {
          if (index % elementsPerStep === elementsPerStep - 1) yield;
          if (element.writeInSteps === undefined) element.write(writer, each);
          else yield* element.writeInSteps(writer, each);
        }
      },
    };
  }
}
