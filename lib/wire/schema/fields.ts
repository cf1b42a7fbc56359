/**
 * Builders for the fields of a message: `int32({ since: 3 })`.
 *
 * Options have the versions of the field, see {@link FieldOptions}. The default of nullable
 * strings and records is null; that of nullable arrays is empty.
 */
import { Field, type FieldOptions, type NullableOptions, type WireType } from "./field.ts";
import { ArrayType, BytesType, StringType } from "./length_types.ts";
import { scalarTypes } from "./scalar_types.ts";
import { type Fields, type Struct, StructType } from "./struct_type.ts";

const stringType = new StringType();
const bytesType = new BytesType();

function required<T>(type: WireType<T>, options: FieldOptions<T>): Field<T> {
  return new Field(type, options.default, options);
}

function nullable<T>(
  type: WireType<T | null>,
  fallback: T | null,
  options: NullableOptions<T>,
): Field<T | null> {
  return new Field(type, options.default === undefined ? fallback : options.default, options, true);
}

/** A signed 8-bit integer. */
export function int8(options: FieldOptions<number> = {}): Field<number> {
  return required(scalarTypes.int8, options);
}

/** A signed 16-bit integer. */
export function int16(options: FieldOptions<number> = {}): Field<number> {
  return required(scalarTypes.int16, options);
}

/** An unsigned 16-bit integer. */
export function uint16(options: FieldOptions<number> = {}): Field<number> {
  return required(scalarTypes.uint16, options);
}

/** A signed 32-bit integer. */
export function int32(options: FieldOptions<number> = {}): Field<number> {
  return required(scalarTypes.int32, options);
}

/** A signed 64-bit integer. */
export function int64(options: FieldOptions<bigint> = {}): Field<bigint> {
  return required(scalarTypes.int64, options);
}

/** A 64-bit floating-point number, IEEE 754. */
export function float64(options: FieldOptions<number> = {}): Field<number> {
  return required(scalarTypes.float64, options);
}

/** One byte; any value but 0 reads as true. */
export function boolean(options: FieldOptions<boolean> = {}): Field<boolean> {
  return required(scalarTypes.boolean, options);
}

/** A UUID in its text form of 36 characters; all zeros means none. */
export function uuid(options: FieldOptions<string> = {}): Field<string> {
  return required(scalarTypes.uuid, options);
}

/** UTF-8 text; bytes that are not UTF-8 read as U+FFFD. */
export function string(options: FieldOptions<string> = {}): Field<string> {
  return required(stringType as WireType<string>, options);
}

/** UTF-8 text or null. Default: null. */
export function nullableString(options: NullableOptions<string> = {}): Field<string | null> {
  return nullable(stringType, null, options);
}

/** Opaque bytes; a view of the input, not a copy. */
export function bytes(options: FieldOptions<Uint8Array> = {}): Field<Uint8Array> {
  return required(bytesType as WireType<Uint8Array>, options);
}

/** Record batches or null; a view of the input. Default: null. */
export function records(options: NullableOptions<Uint8Array> = {}): Field<Uint8Array | null> {
  return nullable<Uint8Array>(bytesType, null, options);
}

/** One struct. Default: the defaults of its fields. */
export function struct<F extends Fields>(
  fields: F,
  options: FieldOptions<Struct<F>> = {},
): Field<Struct<F>> {
  return required(new StructType(fields), options);
}

/** Several structs, `array({ name: string() })`, or values of one type, `array(int32())`. */
export function array<T>(
  element: Field<T>,
  options?: FieldOptions<readonly T[]>,
): Field<readonly T[]>;
export function array<F extends Fields>(
  element: F,
  options?: FieldOptions<readonly Struct<F>[]>,
): Field<readonly Struct<F>[]>;
export function array(
  element: Field<unknown> | Fields,
  options: FieldOptions<readonly unknown[]> = {},
): Field<readonly unknown[]> {
  return required(arrayType(element) as WireType<readonly unknown[]>, options);
}

/** As {@link array}, or null. Default: empty, or null with `default: null`. */
export function nullableArray<T>(
  element: Field<T>,
  options?: NullableOptions<readonly T[]>,
): Field<readonly T[] | null>;
export function nullableArray<F extends Fields>(
  element: F,
  options?: NullableOptions<readonly Struct<F>[]>,
): Field<readonly Struct<F>[] | null>;
export function nullableArray(
  element: Field<unknown> | Fields,
  options: NullableOptions<readonly unknown[]> = {},
): Field<readonly unknown[] | null> {
  return nullable(arrayType(element), [], options);
}

function arrayType(element: Field<unknown> | Fields): WireType<readonly unknown[] | null> {
  return new ArrayType(element instanceof Field ? element.type : new StructType(element));
}
