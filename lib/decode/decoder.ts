import type { RecordView } from "../wire/batches/record_view.ts";

/** Decodes the keys or the values of records. */
export interface Decoder {
  /**
   * Decodes one key or value, which is not null.
   *
   * A decoded value is what JSON can express, and bigints, `Uint8Array`, and numbers that are not
   * finite. Integers that a number cannot represent exactly are bigints.
   *
   * @param record The record that it belongs to, for example for its headers.
   * @throws {DecodeFailure} If it is malformed.
   */
  decode(bytes: Uint8Array, record: RecordView): unknown;
  /**
   * Returns whether {@link load} must be awaited before a value can be decoded; a quick check that
   * allocates nothing. Default: never.
   */
  needsLoad?(bytes: Uint8Array, start: number, length: number): boolean;
  /**
   * Fetches what the value needs, for example its schema.
   *
   * @throws {FailedError} If that cannot be fetched, so that decoding should not continue.
   */
  load?(bytes: Uint8Array, signal: AbortSignal): Promise<void>;
}

/** A key or value that cannot be decoded; the message says why, as a clause. */
export class DecodeFailure extends Error {
  override readonly name = "DecodeFailure";
}

/** Sets a field of a decoded object, whatever its name, `__proto__` included. */
export function setField(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") object[name] = value;
  else {
    Object.defineProperty(object, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
}
