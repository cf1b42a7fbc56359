import { encodeBatch } from "../../lib/wire/batches/batch_encoder.ts";
import type { BatchOptions, RecordInput } from "../../lib/wire/batches/batch_encoder.ts";
import { batchField } from "../../lib/wire/batches/batch_fields.ts";
import { utf8 } from "../../lib/wire/bytes.ts";
import { crc32c } from "../../lib/wire/batches/crc32c.ts";

/** A time that is the same in every run, and long past. */
export const someTime = 1_700_000_000_000n;

/**
 * A batch with a record for each value, a second apart; keys are "k0", "k1" and so on.
 *
 * @param laterMs How long after {@link someTime} the first one is.
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

/** A copy of `batch` with some of its bytes changed, and a checksum that is right again. */
export function altered(batch: Uint8Array, alter: (view: DataView) => void): Uint8Array {
  const copy = damaged(batch, alter);
  const view = new DataView(copy.buffer);
  view.setUint32(batchField.crc, crc32c(copy, batchField.attributes));
  return copy;
}

/** A copy of `batch` with some of its bytes changed, and nothing else. */
export function damaged(batch: Uint8Array, alter: (view: DataView) => void): Uint8Array {
  const copy = new Uint8Array(batch);
  alter(new DataView(copy.buffer));
  return copy;
}

/** Everything behind each other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.byteLength;
  }
  return bytes;
}
