import { batchAttribute, batchField } from "../../wire/batches/batch_fields.ts";
import { crc32c } from "../../wire/batches/crc32c.ts";

/** The only leader epoch: leaders never change, so clients need not validate offsets (KIP-320). */
export const leaderEpoch = 0;

/**
 * Returns a copy of a produced batch for the log: with its offset and leader epoch, and with the
 * broker's time if the topic has LogAppendTime.
 *
 * The CRC does not cover offset and epoch, so it is recomputed only for LogAppendTime. The records
 * do not change: if the bit for LogAppendTime is set, clients use the header's time for all.
 *
 * @param batch A whole, checked batch.
 * @param appendTimeMs The broker's time for a topic with LogAppendTime, otherwise null.
 */
export function stampBatch(
  batch: Uint8Array,
  baseOffset: bigint,
  appendTimeMs: bigint | null,
): Uint8Array {
  const bytes = batch.slice();
  const view = new DataView(bytes.buffer);
  view.setBigInt64(batchField.baseOffset, baseOffset);
  view.setInt32(batchField.leaderEpoch, leaderEpoch);
  if (appendTimeMs === null) return bytes;
  const attributes = view.getInt16(batchField.attributes);
  view.setInt16(batchField.attributes, attributes | batchAttribute.logAppendTime);
  view.setBigInt64(batchField.maxTimestamp, appendTimeMs);
  view.setUint32(batchField.crc, crc32c(bytes, batchField.attributes));
  return bytes;
}
