import { batchAttribute, batchField } from "./batch_fields.ts";
import { WireError } from "../bytes.ts";
import { type Codec, codecs, decompress } from "../codecs.ts";
import { CorruptBatchError } from "./corrupt_batch_error.ts";
import { crc32c } from "./crc32c.ts";
import { RecordCursor } from "./record_cursor.ts";
import type { RecordView } from "./record_view.ts";

/** What a batch may become when decompressed, unless told otherwise: 256 MiB. */
const maxDecompressedBytes = 256 * 1024 * 1024;

/**
 * One record batch of magic 2: its header read in place, its records on demand.
 *
 * Made by `readBatches()`, which has checked that the bytes are a whole batch.
 *
 * @see Kafka protocol guide, "Record Batch"; KIP-98, KIP-101
 */
export class RecordBatch {
  /** The whole batch, header included; a view of what it was read from. */
  readonly bytes: Uint8Array;
  readonly baseOffset: bigint;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.baseOffset = this.#view.getBigInt64(batchField.baseOffset);
  }

  get sizeBytes(): number {
    return this.bytes.byteLength;
  }

  /** Last offset that the batch covers; compaction keeps it when the record itself is gone. */
  get lastOffset(): bigint {
    return this.baseOffset + BigInt(this.lastOffsetDelta);
  }

  get lastOffsetDelta(): number {
    return this.#view.getInt32(batchField.lastOffsetDelta);
  }

  /** How many records there are; 0 in a batch that compaction has emptied. */
  get recordCount(): number {
    return this.#view.getInt32(batchField.recordCount);
  }

  /** Epoch of the leader that appended the batch; null when it carries none. */
  get leaderEpoch(): number | null {
    return nullIfNegative(this.#view.getInt32(batchField.leaderEpoch));
  }

  /** @throws {CorruptBatchError} When the number is that of no codec. */
  get codec(): Codec {
    const number = this.#attributes & batchAttribute.codec;
    const codec = codecs[number];
    if (codec === undefined) throw this.corrupt(`codec ${number}, at most ${codecs.length - 1}`);
    return codec;
  }

  /** True for the markers that end transactions; their records are no one's messages. */
  get isControl(): boolean {
    return (this.#attributes & batchAttribute.control) !== 0;
  }

  get isTransactional(): boolean {
    return (this.#attributes & batchAttribute.transactional) !== 0;
  }

  /** Whose clock the timestamps are of, in Kafka's words. */
  get timestampType(): "CreateTime" | "LogAppendTime" {
    const isAppend = (this.#attributes & batchAttribute.logAppendTime) !== 0;
    return isAppend ? "LogAppendTime" : "CreateTime";
  }

  /** What the records' timestamps are counted from, in milliseconds. */
  get baseTimestamp(): bigint {
    return this.#view.getBigInt64(batchField.baseTimestamp);
  }

  /** The latest timestamp, in milliseconds; that of every record under LogAppendTime. */
  get maxTimestamp(): bigint {
    return this.#view.getBigInt64(batchField.maxTimestamp);
  }

  /** Null when the producer is neither idempotent nor transactional. */
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

  get #attributes(): number {
    return this.#view.getInt16(batchField.attributes);
  }

  /**
   * Compares the CRC-32C in the header with that of the bytes.
   *
   * @throws {CorruptBatchError} When they differ.
   */
  checkCrc(): void {
    const stated = this.#view.getUint32(batchField.crc);
    const found = crc32c(this.bytes, batchField.attributes);
    if (stated !== found) {
      throw this.corrupt(`CRC 0x${stated.toString(16)} stated, 0x${found.toString(16)} found`);
    }
  }

  /**
   * Visits the records in order until `visit` gives false; false then, else true.
   *
   * The view passed to `visit` is the same each time, see {@link RecordView}. Control batches are
   * visited like all others.
   *
   * @throws {CorruptBatchError} When the records are malformed, more or fewer than the header says,
   * or more than `maxBytes` when decompressed. Those before the damage have been visited.
   */
  forEach(
    visit: (record: RecordView) => boolean | void,
    maxBytes: number = maxDecompressedBytes,
  ): boolean {
    const count = this.recordCount;
    const cursor = new RecordCursor(this, this.#records(count, maxBytes));
    for (let index = 0; index < count; index++) {
      cursor.next();
      if (visit(cursor) === false) return false;
    }
    if (!cursor.isAtEnd) throw this.corrupt(`more records than the ${count} stated`);
    return true;
  }

  /** The error that says where this batch is and `reason` what is wrong with it. */
  corrupt(reason: string, cause?: unknown): CorruptBatchError {
    const { baseOffset, lastOffset } = this;
    return new CorruptBatchError(
      { baseOffset, lastOffset: lastOffset < baseOffset ? null : lastOffset, reason },
      cause === undefined ? {} : { cause },
    );
  }

  #records(count: number, maxBytes: number): Uint8Array {
    const stored = this.bytes.subarray(batchField.records);
    const { codec } = this;
    // Compaction leaves an emptied batch its codec, and no bytes to decompress.
    if (codec === "none" || (count === 0 && stored.byteLength === 0)) return stored;
    try {
      return decompress(codec, stored, maxBytes);
    } catch (cause) {
      if (!(cause instanceof WireError)) throw cause;
      throw this.corrupt(cause.message, cause);
    }
  }
}

function nullIfNegative(value: number): number | null {
  return value < 0 ? null : value;
}
