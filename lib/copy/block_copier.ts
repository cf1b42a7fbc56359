import type { RecordFilter } from "../filter/record_filter.ts";
import type { Producer } from "../kafka/producer/producer.ts";
import type { RecordChunk } from "../kafka/reader/record_chunk.ts";
import type { EncodedRecordView } from "../wire/batches/record_view.ts";
import { BlockBuilder } from "./block_builder.ts";
import type { CopyPosition, Flight } from "./copy_position.ts";
import type { Destination } from "./destination.ts";

/** What is copied block by block. */
export interface BlockCopierOptions {
  readonly producer: Producer;
  /** The topic of {@link destination}. */
  readonly topic: string;
  readonly destination: Destination;
  /** Null for all records. */
  readonly filter: RecordFilter | null;
  /** Copies a record whose timestamp is out of range for a block. */
  readonly copyAlone: (record: EncodedRecordView, chunk: RecordChunk, flight: Flight) => void;
}

/** The place of the builder for records whose partition the producer chooses. */
const unplaced = -1;

/** Copies records as they are, many at once: their bytes are not decoded and encoded again. */
export class BlockCopier {
  readonly #options: BlockCopierOptions;
  /** By partition. */
  readonly #builders = new Map<number, BlockBuilder>();

  constructor(options: BlockCopierOptions) {
    this.#options = options;
  }

  /**
   * Copies the selected records of one batch, but at most `room`; returns how many. If the batch
   * cannot be read to its end, the records before the damage are copied.
   *
   * @throws {CorruptRecordError} As `RecordChunk.visitBatch()`.
   */
  copyBatch(chunk: RecordChunk, index: number, position: CopyPosition, room: number): number {
    const { filter, destination, copyAlone } = this.#options;
    let flight: Flight | null = null;
    let current: EncodedRecordView | null = null;
    let isHandled = false;
    let count = 0;
    const visit = (record: EncodedRecordView): boolean => {
      if (current === null && filter?.excludes?.(record.bytes)) return false;
      current = record;
      isHandled = false;
      if (filter !== null && !filter.matches(record, chunk)) return isHandled = true;
      flight ??= position.open(record.batch.baseOffset);
      const timestamp = Number(record.timestamp);
      const { partition = unplaced } = destination.place(record, chunk);
      if (!Number.isSafeInteger(timestamp)) copyAlone(record, chunk, flight);
      else this.#add(record, { timestamp, partition, flight });
      isHandled = true;
      return ++count < room;
    };
    try {
      chunk.visitBatch(index, visit);
    } finally {
      if (flight !== null) { for (const at of this.#builders.keys()) this.#send(at, flight); }
      if (current !== null) {
        position.close((current as EncodedRecordView).offset + (isHandled ? 1n : 0n));
      }
    }
    return count;
  }

  #add(
    record: EncodedRecordView,
    { timestamp, partition, flight }: {
      readonly timestamp: number;
      readonly partition: number;
      readonly flight: Flight;
    },
  ): void {
    let builder = this.#builders.get(partition);
    if (builder === undefined) this.#builders.set(partition, builder = new BlockBuilder());
    if (builder.isFullFor(record)) this.#send(partition, flight);
    builder.add(record, timestamp);
  }

  #send(at: number, flight: Flight): void {
    const builder = this.#builders.get(at)!;
    if (builder.count === 0) return;
    const { producer, topic } = this.#options;
    const { bytes, spans, timestamps, timestamp, ...rest } = builder.take();
    const partition = at === unplaced ? undefined : at;
    const block = { topic, partition, bytes, spans, timestamps, timestamp };
    producer.enqueueBlock(block, flight.addBlock(rest), 0);
  }
}
