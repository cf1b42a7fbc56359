import { encodeBatch } from "../../lib/wire/batches/batch_encoder.ts";
import type { BatchOptions, RecordInput } from "../../lib/wire/batches/batch_encoder.ts";
import { batchField } from "../../lib/wire/batches/batch_fields.ts";
import { utf8 } from "../../lib/wire/bytes.ts";
import { crc32c } from "../../lib/wire/batches/crc32c.ts";

/** A time in the past, the same in every run. */
export const someTime = 1_700_000_000_000n;

/**
 * Returns a batch with a record for each value, one second apart; keys are "k0", "k1" and so on.
 *
 * @param laterMs Milliseconds from {@link someTime} to the first record.
 */
export function batchOf(
  values: readonly string[],
  options: BatchOptions = {},
  laterMs = 0n,
): Uint8Array {
  const records = values.map((value, index): RecordInput => ({
    key: utf8(`k${index}`),
    value: utf8(value),
    timestamp: someTime + laterMs + BigInt(index) * 1000n,
  }));
  return encodeBatch(records, options);
}

/** Returns a copy of `batch` with some bytes changed and a correct checksum. */
export function altered(batch: Uint8Array, alter: (view: DataView) => void): Uint8Array {
  const copy = damaged(batch, alter);
  const view = new DataView(copy.buffer);
  view.setUint32(batchField.crc, crc32c(copy, batchField.attributes));
  return copy;
}

/** Returns a copy of `batch` with some bytes changed and the old checksum. */
export function damaged(batch: Uint8Array, alter: (view: DataView) => void): Uint8Array {
  const copy = new Uint8Array(batch);
  alter(new DataView(copy.buffer));
  return copy;
}

/** Concatenates byte arrays. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.byteLength;
  }
  return bytes;
}
