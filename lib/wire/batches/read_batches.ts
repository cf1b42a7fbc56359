import { batchField } from "./batch_fields.ts";
import { CorruptBatchError } from "./corrupt_batch_error.ts";
import { RecordBatch } from "./record_batch.ts";

/** Size of the fields that a batch's length does not count: base offset and length. */
const prefixBytes = batchField.leaderEpoch;
/** The magic is at the same position in all versions. */
const magicEnd = batchField.magic + 1;
const magic = 2;

/**
 * Yields the batches in the records of one partition from a Fetch response or a log segment.
 *
 * Checks each batch (magic, lengths, codec, CRC-32C) before it yields it. Ends without an error at
 * an incomplete batch, because a broker cuts off a response at its limit. So it yields nothing if
 * the first batch is incomplete.
 *
 * @throws {CorruptBatchError} At a batch that cannot be read; the batches after it are not yielded.
 */
export function* readBatches(records: Uint8Array): Generator<RecordBatch, void, void> {
  for (let start = 0; start < records.byteLength;) {
    const end = endOfBatch(records, start);
    if (end === null) return;
    const batch = new RecordBatch(records.subarray(start, end));
    checkCrc(batch, records.subarray(end));
    check(batch);
    yield batch;
    start = end;
  }
}

/** Returns the end of the batch at `start`; null if the bytes end before. */
function endOfBatch(records: Uint8Array, start: number): number | null {
  const remaining = records.byteLength - start;
  if (remaining < magicEnd) return null;
  const view = new DataView(records.buffer, records.byteOffset + start, remaining);
  const baseOffset = view.getBigInt64(batchField.baseOffset);
  const foundMagic = view.getInt8(batchField.magic);
  if (foundMagic !== magic) {
    // In an old message set, this is the offset of its (last) message.
    const lastOffset = foundMagic === 0 || foundMagic === 1 ? baseOffset : null;
    const reason = `magic ${foundMagic}, only ${magic} is supported`;
    throw new CorruptBatchError({ baseOffset, lastOffset, reason });
  }
  const size = prefixBytes + view.getInt32(batchField.batchLength);
  if (size < batchField.records) {
    const reason = `length ${size}, less than the ${batchField.records} of a header`;
    throw new CorruptBatchError({ baseOffset, lastOffset: null, reason });
  }
  return size > remaining ? null : start + size;
}

function check(batch: RecordBatch): void {
  const { recordCount, lastOffsetDelta } = batch;
  if (lastOffsetDelta < 0) throw batch.corrupt(`last offset delta ${lastOffsetDelta}`);
  if (recordCount < 0 || recordCount > lastOffsetDelta + 1) {
    throw batch.corrupt(`${recordCount} records in ${lastOffsetDelta + 1} offsets`);
  }
  void batch.codec;
}

function checkCrc(batch: RecordBatch, rest: Uint8Array): void {
  try {
    batch.checkCrc();
  } catch (error) {
    if (!(error instanceof CorruptBatchError)) throw error;
    // The last offset may be corrupt, so prefer the first offset of the next batch.
    const lastOffset = offsetBefore(rest, batch.baseOffset) ?? error.lastOffset;
    const { baseOffset, reason } = error;
    throw new CorruptBatchError({ baseOffset, lastOffset, reason });
  }
}

/** Returns the offset before the batch at the start of `rest`; null if it is not after `offset`. */
function offsetBefore(rest: Uint8Array, offset: bigint): bigint | null {
  if (rest.byteLength < magicEnd || rest[batchField.magic] !== magic) return null;
  const view = new DataView(rest.buffer, rest.byteOffset, rest.byteLength);
  const next = view.getBigInt64(batchField.baseOffset);
  return next > offset ? next - 1n : null;
}
