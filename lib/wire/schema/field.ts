import type { ByteWriter } from "../byte_writer.ts";
import type { ByteReader } from "../bytes.ts";

/** One version of one message, as far as the layout of its fields depends on it. */
export interface Layout {
  readonly version: number;
  /** Compact lengths and tagged fields, KIP-482. */
  readonly flexible: boolean;
}

/**
 * What may be given to encode a `T`: every field may be left out, at any depth, and then takes
 * its default. Bytes may be given in pieces.
 */
export type Input<T> = T extends Uint8Array ? Uint8Array | readonly Uint8Array[]
  : T extends readonly (infer Element)[] ? readonly Input<Element>[]
  : T extends object ? { readonly [Key in keyof T]?: Input<T[Key]> | undefined }
  : T;

/** Reads and writes a value in one layout; structs to be written may have fields left out. */
export interface Codec<T> {
  /** The fewest bytes that a value takes; bounds how many of them an input can hold. */
  readonly minBytes: number;
  /** @throws {WireError} When the bytes are cut short or hold no such value. */
  read(reader: ByteReader): T;
  /** @throws {WireError} When the value does not fit, or is null where the layout has no null. */
  write(writer: ByteWriter, value: T): void;
  /**
   * As {@link read}, but stops now and then, so that the caller can do something else in between;
   * only for values that may be long.
   */
  readInSteps?(reader: ByteReader): Generator<void, T>;
  /** As {@link write}, in steps. */
  writeInSteps?(writer: ByteWriter, value: T): Generator<void, void>;
}

/** How a codec is made, see {@link WireType.codec}. */
export interface CodecOptions {
  readonly layout: Layout;
  /** Whether null may stand in place of a value. */
  readonly nullable: boolean;
  /** The field's place in its message, for error messages: "topics.partitions.leaderId". */
  readonly path: string;
}

/** A kind of value: what it is when left out, and how each layout writes it. */
export interface WireType<T> {
  /** The default where the field states none. */
  readonly empty: T;
  /** Whether a decoded value can hold bytes, which are views of the input. */
  readonly holdsBytes: boolean;
  /** Whether `value` says nothing more than `fallback`. */
  isDefault(value: T, fallback: T): boolean;
  codec(options: CodecOptions): Codec<T>;
}

/** What a field may say beyond its type; names and meanings are those of Kafka's message files. */
export interface FieldOptions<T> {
  /** First version that has the field; 0 unless told. */
  readonly since?: number;
  /** Last version that has the field; all later ones unless told. */
  readonly until?: number;
  /** Number of a tagged field: written only when it differs from its default. */
  readonly tag?: number;
  /** Dropped in silence, not refused, where a version cannot carry its value. */
  readonly ignorable?: boolean;
  /** Value when left out, and when a version lacks the field. */
  readonly default?: T;
}

/** {@link FieldOptions} of a field that can be null. */
export interface NullableOptions<T> extends FieldOptions<T | null> {
  /** First version in which null is allowed; the field's first unless told. */
  readonly nullableSince?: number;
  /** Last version in which null is allowed; all later ones unless told. */
  readonly nullableUntil?: number;
}

/** One field of a struct: its type and the versions that have it. */
export class Field<T> {
  readonly type: WireType<T>;
  readonly #fallback: T | undefined;
  readonly #options: NullableOptions<unknown>;
  readonly #isNullable: boolean;

  /** Keeps the options as they are: a program makes many fields at its start, and uses few. */
  constructor(
    type: WireType<T>,
    fallback: T | undefined,
    options: NullableOptions<unknown>,
    isNullable = false,
  ) {
    this.type = type;
    this.#fallback = fallback;
    this.#options = options;
    this.#isNullable = isNullable;
  }

  /** Value when left out, and when a version lacks the field. */
  get fallback(): T {
    return this.#fallback === undefined ? this.type.empty : this.#fallback;
  }

  /** Number of a tagged field; undefined for any other. */
  get tag(): number | undefined {
    return this.#options.tag;
  }

  /** Whether it is dropped in silence where a version cannot carry its value. */
  get ignorable(): boolean {
    return this.#options.ignorable ?? false;
  }

  /** Whether messages of `version` have the field. */
  isIn(version: number): boolean {
    const { since = 0, until = Infinity } = this.#options;
    return version >= since && version <= until;
  }

  /** Whether the field may be null in `version`. */
  isNullableIn(version: number): boolean {
    const { since = 0, nullableSince = since, nullableUntil = Infinity } = this.#options;
    return this.#isNullable && version >= nullableSince && version <= nullableUntil;
  }

  /** What is written in `version` when the field is left out. */
  fallbackIn(version: number): T {
    return this.fallback === null && !this.isNullableIn(version) ? this.type.empty : this.fallback;
  }

  codec(layout: Layout, path: string): Codec<T> {
    return this.type.codec({ layout, nullable: this.isNullableIn(layout.version), path });
  }
}
