import type { RecordBlock } from "../wire/batches/value_block.ts";
import type { EncodedRecordView } from "../wire/batches/record_view.ts";

/** A block that is much smaller than a batch fills batches well. */
const maxBytes = 256 * 1024;
const maxRecords = 4096;
/** There may be a builder for each of many partitions. */
const minBufferBytes = 4 * 1024;

/** Where the records of a block come from. */
export interface BlockPlaces {
  /** The offset of each record, counted from the first offset of the batch. */
  readonly offsetDeltas: Int32Array;
  /** Bytes of the keys and values. */
  readonly payloadBytes: number;
}

/** Records of one batch of the source, in a form that needs no decoding. */
export interface BuiltBlock extends RecordBlock, BlockPlaces {}

/** Collects records of one batch that go to the same partition. */
export class BlockBuilder {
  readonly #spans: number[] = [];
  readonly #timestamps: number[] = [];
  readonly #offsetDeltas: number[] = [];
  #buffer = new Uint8Array(minBufferBytes);
  #used = 0;
  #payloadBytes = 0;

  get count(): number {
    return this.#timestamps.length;
  }

  /** Whether the block has no room for a record; an empty block has room for every one. */
  isFullFor({ bodyStart, end }: EncodedRecordView): boolean {
    if (this.count === 0) return false;
    return this.count === maxRecords || this.#used + end - bodyStart > maxBytes;
  }

  /** Adds a record; its timestamp must be a safe integer. */
  add(record: EncodedRecordView, timestamp: number): void {
    const { bytes, bodyStart, end, keyLength, valueLength } = record;
    const start = this.#used;
    const next = start + end - bodyStart;
    if (next > this.#buffer.byteLength) this.#grow(next);
    this.#buffer.set(bytes.subarray(bodyStart, end), start);
    this.#used = next;
    this.#spans.push(start, next);
    this.#timestamps.push(timestamp);
    this.#offsetDeltas.push(record.offsetDelta);
    if (keyLength > 0) this.#payloadBytes += keyLength;
    if (valueLength > 0) this.#payloadBytes += valueLength;
  }

  /** Returns the records, in a buffer of their own, and starts the next block. */
  take(): BuiltBlock {
    const block = {
      bytes: this.#buffer.slice(0, this.#used),
      spans: new Int32Array(this.#spans),
      timestamps: new Float64Array(this.#timestamps),
      timestamp: BigInt(this.#timestamps[0]!),
      offsetDeltas: new Int32Array(this.#offsetDeltas),
      payloadBytes: this.#payloadBytes,
    };
    this.#spans.length = this.#timestamps.length = this.#offsetDeltas.length = 0;
    this.#used = this.#payloadBytes = 0;
    // A record that is much larger than others does not keep its memory.
    if (this.#buffer.byteLength > maxBytes) this.#buffer = new Uint8Array(minBufferBytes);
    return block;
  }

  #grow(wanted: number): void {
    const buffer = new Uint8Array(Math.max(wanted, this.#buffer.byteLength * 2));
    buffer.set(this.#buffer.subarray(0, this.#used));
    this.#buffer = buffer;
  }
}
