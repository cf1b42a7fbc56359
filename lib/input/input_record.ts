import type { Header } from "../wire/batches/record_view.ts";

/** A record as the input describes it; what the input does not mention is undefined. */
export interface InputRecord {
  readonly topic?: string;
  readonly partition?: number;
  /** Null for a record without a key. */
  readonly key?: Uint8Array | null;
  /** Null for a tombstone. */
  readonly value?: Uint8Array | null;
  readonly headers?: readonly Header[];
  /** Milliseconds since the Unix epoch. */
  readonly timestamp?: bigint;
}

/**
 * Parses the next record at the start of `input`, which is not empty, and consumes its bytes.
 *
 * @returns The record; "skipped" if the bytes it consumed stand for none; null if `input` does not
 * yet contain all of a record, and then nothing is consumed.
 * @throws {InputError} If the bytes are not a record. If it is recoverable, they are consumed.
 */
export type RecordParser = (input: InputBuffer) => InputRecord | "skipped" | null;

/** The bytes of the input that are read and not parsed yet. */
export interface InputBuffer {
  readonly bytes: Uint8Array;
  /** Index of the first byte that is not parsed yet. */
  start: number;
  /** Index after the last byte that was read. */
  readonly end: number;
  /** Whether no more bytes follow. */
  readonly isLast: boolean;
}

/** Input that is not a record in the expected form. */
export class InputError extends Error {
  override readonly name = "InputError";
  /** Whether parsing can continue with the next record. */
  readonly isRecoverable: boolean;

  /** @param message What was found, as a clause without a full stop. */
  constructor(message: string, { isRecoverable }: { readonly isRecoverable: boolean }) {
    super(message);
    this.isRecoverable = isRecoverable;
  }
}
