import { batchAttribute, batchField } from "../../wire/batches/batch_fields.ts";
import { crc32c } from "../../wire/batches/crc32c.ts";

/** This broker never changes leaders, so that clients need not validate positions (KIP-320). */
export const leaderEpoch = 0;

/**
 * A copy of a produced batch as it stands in the log: with its offset and leader epoch, and with
 * the broker's time where the topic wants that.
 *
 * Offset and epoch lie before what the CRC covers, so only LogAppendTime computes it anew. The
 * records stay as they are: clients take the header's time for all of them when its bit is set.
 *
 * @param batch A whole, checked batch.
 * @param appendTimeMs The broker's time for a topic with LogAppendTime, else null.
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
