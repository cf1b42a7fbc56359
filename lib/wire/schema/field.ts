import type { ByteWriter } from "../byte_writer.ts";
import type { ByteReader } from "../bytes.ts";

/** The properties of one version of one message that determine the layout of its fields. */
export interface Layout {
  readonly version: number;
  /** Whether it has compact lengths and tagged fields, KIP-482. */
  readonly flexible: boolean;
}

/**
 * The input for encoding a `T`: every field is optional, at any depth, and has a default. Bytes can
 * be in pieces.
 */
export type Input<T> = T extends Uint8Array ? Uint8Array | readonly Uint8Array[]
  : T extends readonly (infer Element)[] ? readonly Input<Element>[]
  : T extends object ? { readonly [Key in keyof T]?: Input<T[Key]> | undefined }
  : T;

/** Reads and writes a value in one layout. Fields of structs can be omitted for writing. */
export interface Codec<T> {
  /** Minimum size of a value; limits the number of values in an input. */
  readonly minBytes: number;
  /** @throws {WireError} If the bytes are cut short or are not such a value. */
  read(reader: ByteReader): T;
  /** @throws {WireError} If the value is out of range, or is null and the layout has no null. */
  write(writer: ByteWriter, value: T): void;
  /**
   * As {@link read}, but pauses repeatedly, so that the caller can do other work; only for values
   * that can be long.
   */
  readInSteps?(reader: ByteReader): Generator<void, T>;
  /** As {@link write}, in steps. */
  writeInSteps?(writer: ByteWriter, value: T): Generator<void, void>;
}

/** Options of {@link WireType.codec}. */
export interface CodecOptions {
  readonly layout: Layout;
  /** Whether null is allowed. */
  readonly nullable: boolean;
  /** The field's path in its message, for errors: "topics.partitions.leaderId". */
  readonly path: string;
}

/** A type of value: its default, and its codec for each layout. */
export interface WireType<T> {
  /** The default if the field has none. */
  readonly empty: T;
  /** Whether a decoded value can hold bytes, which are views of the input. */
  readonly holdsBytes: boolean;
  /** Returns whether `value` equals `fallback`. */
  isDefault(value: T, fallback: T): boolean;
  codec(options: CodecOptions): Codec<T>;
}

/** Options of a field, with the names and meanings of Kafka's message files. */
export interface FieldOptions<T> {
  /** First version that has the field. Default: 0. */
  readonly since?: number;
  /** Last version that has the field. Default: no limit. */
  readonly until?: number;
  /** Number of a tagged field, which is written only if it differs from its default. */
  readonly tag?: number;
  /** Whether the value is dropped in versions without the field. Default: it is an error. */
  readonly ignorable?: boolean;
  /** The value if it is omitted, or if a version lacks the field. */
  readonly default?: T;
}

/** {@link FieldOptions} of a field that can be null. */
export interface NullableOptions<T> extends FieldOptions<T | null> {
  /** First version in which null is allowed. Default: the field's first. */
  readonly nullableSince?: number;
  /** Last version in which null is allowed. Default: no limit. */
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

  /** The value if it is omitted, or if a version lacks the field. */
  get fallback(): T {
    return this.#fallback === undefined ? this.type.empty : this.#fallback;
  }

  /** Number of a tagged field; undefined for any other. */
  get tag(): number | undefined {
    return this.#options.tag;
  }

  /** Whether it is dropped without an error if a version cannot carry its value. */
  get ignorable(): boolean {
    return this.#options.ignorable ?? false;
  }

  /** Returns whether `version` has the field. */
  isIn(version: number): boolean {
    const { since = 0, until = Infinity } = this.#options;
    return version >= since && version <= until;
  }

  /** Returns whether the field can be null in `version`. */
  isNullableIn(version: number): boolean {
    const { since = 0, nullableSince = since, nullableUntil = Infinity } = this.#options;
    return this.#isNullable && version >= nullableSince && version <= nullableUntil;
  }

  /** Returns the value that is written in `version` if the field is omitted. */
  fallbackIn(version: number): T {
    return this.fallback === null && !this.isNullableIn(version) ? this.type.empty : this.fallback;
  }

  codec(layout: Layout, path: string): Codec<T> {
    return this.type.codec({ layout, nullable: this.isNullableIn(layout.version), path });
  }
}
