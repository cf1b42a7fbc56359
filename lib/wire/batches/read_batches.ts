import { batchField } from "./batch_fields.ts";
import { CorruptBatchError } from "./corrupt_batch_error.ts";
import { RecordBatch } from "./record_batch.ts";

/** Bytes of a batch that its length does not count: base offset and the length itself. */
const prefixBytes = batchField.leaderEpoch;
/** Bytes that hold the magic, whatever it is. */
const magicEnd = batchField.magic + 1;
const magic = 2;

/**
 * The batches in the records of one partition, as a Fetch response or a log segment holds them.
 *
 * Each is checked (magic, lengths, codec, CRC-32C) when the iteration comes to it. A batch that the
 * end of the bytes cuts short ends it without an error: a broker fills a response up to its limit.
 * So nothing at all comes from bytes that do not hold their first batch whole.
 *
 * @throws {CorruptBatchError} At a batch that cannot be read; there is no going on in these bytes.
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

/** Where the batch at `start` ends; null when the bytes end before. */
function endOfBatch(records: Uint8Array, start: number): number | null {
  const left = records.byteLength - start;
  if (left < magicEnd) return null;
  const view = new DataView(records.buffer, records.byteOffset + start, left);
  const baseOffset = view.getBigInt64(batchField.baseOffset);
  const foundMagic = view.getInt8(batchField.magic);
  if (foundMagic !== magic) {
    // An old message set has the offset of its (last) message here.
    const lastOffset = foundMagic === 0 || foundMagic === 1 ? baseOffset : null;
    const reason = `magic ${foundMagic}, only ${magic} is supported`;
    throw new CorruptBatchError({ baseOffset, lastOffset, reason });
  }
  const size = prefixBytes + view.getInt32(batchField.batchLength);
  if (size < batchField.records) {
    const reason = `length ${size}, less than the ${batchField.records} of a header`;
    throw new CorruptBatchError({ baseOffset, lastOffset: null, reason });
  }
  return size > left ? null : start + size;
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
    // The last offset is among the bytes in doubt; where the next batch begins is not.
    const lastOffset = offsetBefore(rest, batch.baseOffset) ?? error.lastOffset;
    const { baseOffset, reason } = error;
    throw new CorruptBatchError({ baseOffset, lastOffset, reason });
  }
}

/** The offset before the batch at the start of `rest`; null when there is none after `offset`. */
function offsetBefore(rest: Uint8Array, offset: bigint): bigint | null {
  if (rest.byteLength < magicEnd || rest[batchField.magic] !== magic) return null;
  const view = new DataView(rest.buffer, rest.byteOffset, rest.byteLength);
  const next = view.getBigInt64(batchField.baseOffset);
  return next > offset ? next - 1n : null;
}
