import { codecs, type CompressionCodec } from "../codecs.ts";
import { batchAttribute, batchField } from "./batch_fields.ts";
import { CorruptBatchError } from "./corrupt_batch_error.ts";

/**
 * The header of one record batch of magic 2, read in place.
 *
 * @see Kafka protocol guide, "Record Batch"; KIP-98, KIP-101
 */
export class BatchHeader {
  /** The whole batch, header included; a view of the bytes that it was read from. */
  readonly bytes: Uint8Array;
  readonly baseOffset: bigint;
  readonly #view: DataView;

  /** @param bytes The whole batch. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.baseOffset = this.#view.getBigInt64(batchField.baseOffset);
  }

  get sizeBytes(): number {
    return this.bytes.byteLength;
  }

  /** Last offset that the batch covers; compaction keeps it even if it removes the record. */
  get lastOffset(): bigint {
    return this.baseOffset + BigInt(this.lastOffsetDelta);
  }

  get lastOffsetDelta(): number {
    return this.#view.getInt32(batchField.lastOffsetDelta);
  }

  /** Number of records; 0 in a batch whose records compaction has removed. */
  get recordCount(): number {
    return this.#view.getInt32(batchField.recordCount);
  }

  /** Epoch of the leader that appended the batch; null if the batch has none. */
  get leaderEpoch(): number | null {
    return nullIfNegative(this.#view.getInt32(batchField.leaderEpoch));
  }

  /** The stored CRC-32C of the bytes from the attributes on. */
  get crc(): number {
    return this.#view.getUint32(batchField.crc);
  }

  /** @throws {CorruptBatchError} If no codec has the number. */
  get codec(): CompressionCodec {
    const number = this.#attributes & batchAttribute.codec;
    const codec = codecs[number];
    if (codec === undefined) throw this.corrupt(`codec ${number}, at most ${codecs.length - 1}`);
    return codec;
  }

  /** Whether the records are markers that end transactions, not messages. */
  get isControl(): boolean {
    return (this.#attributes & batchAttribute.control) !== 0;
  }

  get isTransactional(): boolean {
    return (this.#attributes & batchAttribute.transactional) !== 0;
  }

  /** Whether the producer or the broker set the timestamps, in Kafka's words. */
  get timestampType(): "CreateTime" | "LogAppendTime" {
    const isAppend = (this.#attributes & batchAttribute.logAppendTime) !== 0;
    return isAppend ? "LogAppendTime" : "CreateTime";
  }

  /** The time that the records' timestamps are relative to, in milliseconds. */
  get baseTimestamp(): bigint {
    return this.#view.getBigInt64(batchField.baseTimestamp);
  }

  /** The latest timestamp, in milliseconds; that of every record under LogAppendTime. */
  get maxTimestamp(): bigint {
    return this.#view.getBigInt64(batchField.maxTimestamp);
  }

  /** Null if the producer is neither idempotent nor transactional. */
  get producerId(): bigint | null {
    const id = this.#view.getBigInt64(batchField.producerId);
    return id < 0n ? null : id;
  }

  get producerEpoch(): number | null {
    return nullIfNegative(this.#view.getInt16(batchField.producerEpoch));
  }

  /** Sequence number of the first record. */
  get baseSequence(): number | null {
    return nullIfNegative(this.#view.getInt32(batchField.baseSequence));
  }

  /** Returns an error that names the offsets of this batch; `reason` says what is wrong with it. */
  corrupt(reason: string, cause?: unknown): CorruptBatchError {
    const { baseOffset, lastOffset } = this;
    return new CorruptBatchError(
      { baseOffset, lastOffset: lastOffset < baseOffset ? null : lastOffset, reason },
      cause === undefined ? {} : { cause },
    );
  }

  get #attributes(): number {
    return this.#view.getInt16(batchField.attributes);
  }
}

function nullIfNegative(value: number): number | null {
  return value < 0 ? null : value;
}
