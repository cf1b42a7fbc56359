import { ByteWriter } from "../byte_writer.ts";
import { type ByteReader, WireError } from "../bytes.ts";
import type { Codec, CodecOptions, Field, Layout, WireType } from "./field.ts";

/** The fields of a struct by name, in wire order. */
export type Fields = { readonly [name: string]: Field<unknown> };

/** The decoded value of a struct with these fields. */
export type Struct<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never;
};

/** A field in one layout. */
interface Slot {
  readonly name: string;
  readonly path: string;
  readonly field: Field<unknown>;
  readonly codec: Codec<unknown>;
  /** The value that is written if the field is omitted. */
  readonly fallback: unknown;
}

type Values = Record<string, unknown>;

/** Fields in order, then, in flexible versions, tagged fields. */
export class StructType<F extends Fields> implements WireType<Struct<F>> {
  readonly #fields: F;
  #empty: Struct<F> | undefined;

  constructor(fields: F) {
    this.#fields = fields;
  }

  get empty(): Struct<F> {
    const defaults = (): [string, unknown][] =>
      this.#entries().map(([name, field]) => [name, field.fallback]);
    return this.#empty ??= Object.freeze(Object.fromEntries(defaults())) as Struct<F>;
  }

  get holdsBytes(): boolean {
    return this.#entries().some(([, field]) => field.type.holdsBytes);
  }

  isDefault(value: Struct<F>, fallback: Struct<F>): boolean {
    return this.#entries().every(([name, field]) => {
      const given = (value as Values)[name];
      return given === undefined || field.type.isDefault(given, (fallback as Values)[name]);
    });
  }

  codec({ layout, path }: CodecOptions): Codec<Struct<F>> {
    return new StructCodec(this.#entries(), layout, path) as unknown as Codec<Struct<F>>;
  }

  #entries(): [name: string, field: Field<unknown>][] {
    return Object.entries(this.#fields);
  }
}

class StructCodec implements Codec<Values> {
  readonly minBytes: number;
  readonly readInSteps?: (reader: ByteReader) => Generator<void, Values>;
  readonly writeInSteps?: (writer: ByteWriter, value: Values) => Generator<void, void>;
  readonly #layout: Layout;
  readonly #path: string;
  /** All fields in declared order; those without a codec are absent or tagged in this version. */
  readonly #all: readonly {
    readonly name: string;
    readonly codec: Codec<unknown> | undefined;
    readonly fallback: unknown;
  }[];
  readonly #slots: readonly Slot[];
  readonly #tagged: ReadonlyMap<number, Slot>;
  readonly #absent: readonly (readonly [name: string, field: Field<unknown>])[];

  constructor(
    fields: readonly (readonly [name: string, field: Field<unknown>])[],
    layout: Layout,
    path: string,
  ) {
    this.#layout = layout;
    this.#path = path;
    const present = fields
      .filter(([, field]) => field.isIn(layout.version))
      .map(([name, field]) => slotOf(name, field, layout, path));
    this.#slots = present.filter((slot) => slot.field.tag === undefined);
    this.#tagged = new Map(
      present
        .filter((slot) => slot.field.tag !== undefined)
        .sort((a, b) => a.field.tag! - b.field.tag!)
        .map((slot) => [slot.field.tag!, slot]),
    );
    this.#absent = fields.filter(([, field]) => !field.isIn(layout.version));
    const codecs = new Map(this.#slots.map((slot) => [slot.name, slot.codec]));
    this.#all = fields.map(([name, field]) => ({
      name,
      codec: codecs.get(name),
      fallback: field.fallback,
    }));
    this.minBytes = this.#slots.reduce((sum, slot) => sum + slot.codec.minBytes, 0) +
      (layout.flexible ? 1 : 0);
    // Only structs with arrays can be large.
    if (this.#slots.some(({ codec }) => codec.readInSteps !== undefined)) {
      this.readInSteps = this.#readInSteps;
      this.writeInSteps = this.#writeInSteps;
    }
  }

  read(reader: ByteReader): Values {
    const value: Values = {};
    for (const { name, codec, fallback } of this.#all) {
      value[name] = codec === undefined ? fallback : codec.read(reader);
    }
    if (this.#layout.flexible) this.#readTagged(reader, value);
    return value;
  }

  *#readInSteps(reader: ByteReader): Generator<void, Values> {
    const value: Values = {};
    for (const { name, codec, fallback } of this.#all) {
      value[name] = codec === undefined
        ? fallback
        : codec.readInSteps === undefined
        ? codec.read(reader)
        : yield* codec.readInSteps(reader);
    }
    if (this.#layout.flexible) this.#readTagged(reader, value);
    return value;
  }

  #readTagged(reader: ByteReader, value: Values): void {
    const count = reader.uvarint();
    for (let index = 0; index < count; index++) {
      const tag = reader.uvarint();
      const size = reader.uvarint();
      const start = reader.position;
      const slot = this.#tagged.get(tag);
      if (slot === undefined) {
        reader.skip(size);
        continue;
      }
      value[slot.name] = slot.codec.read(reader);
      const taken = reader.position - start;
      if (taken !== size) {
        throw new WireError(`Cannot read "${slot.path}" at ${start}: ${taken} bytes, not ${size}`);
      }
    }
  }

  write(writer: ByteWriter, value: Values): void {
    for (const slot of this.#slots) {
      const given = value[slot.name];
      slot.codec.write(writer, given === undefined ? slot.fallback : given);
    }
    this.#writeRest(writer, value);
  }

  *#writeInSteps(writer: ByteWriter, value: Values): Generator<void, void> {
    for (const { name, fallback, codec } of this.#slots) {
      const given = value[name] === undefined ? fallback : value[name];
      if (codec.writeInSteps === undefined) codec.write(writer, given);
      else yield* codec.writeInSteps(writer, given);
    }
    this.#writeRest(writer, value);
  }

  #writeRest(writer: ByteWriter, value: Values): void {
    for (const absent of this.#absent) this.#refuse(absent[0], absent[1], value[absent[0]]);
    if (this.#layout.flexible) this.#writeTagged(writer, value);
  }

  /** Rejects a value that this version cannot encode, unless the field is ignorable. */
  #refuse(name: string, field: Field<unknown>, given: unknown): void {
    if (given === undefined || field.ignorable) return;
    if (field.type.isDefault(given, field.fallback)) return;
    throw new WireError(
      `Cannot write "${pathOf(this.#path, name)}": not in version ${this.#layout.version}`,
    );
  }

  #writeTagged(writer: ByteWriter, value: Values): void {
    if (this.#tagged.size === 0) return void writer.uvarint(0);
    const given: Slot[] = [];
    for (const slot of this.#tagged.values()) {
      const each = value[slot.name];
      if (each !== undefined && !slot.field.type.isDefault(each, slot.field.fallback)) {
        given.push(slot);
      }
    }
    writer.uvarint(given.length);
    for (const slot of given) {
      const scratch = new ByteWriter();
      slot.codec.write(scratch, value[slot.name]);
      writer.uvarint(slot.field.tag!).uvarint(scratch.length).raw(scratch.finish());
    }
  }
}

function slotOf(name: string, field: Field<unknown>, layout: Layout, parent: string): Slot {
  const path = pathOf(parent, name);
  const fallback = field.fallbackIn(layout.version);
  return { name, path, field, codec: field.codec(layout, path), fallback };
}

function pathOf(parent: string, name: string): string {
  return parent === "" ? name : `${parent}.${name}`;
}
