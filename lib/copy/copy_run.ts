import { abortable } from "../async/abortable.ts";
import { delay } from "../async/delay.ts";
import { Pacer } from "../async/pacer.ts";
import { resolvesWithin } from "../async/resolves_within.ts";
import { FailedError, WahError } from "../errors.ts";
import type { RecordFilter } from "../filter/record_filter.ts";
import type { KafkaClient } from "../kafka/client.ts";
import { KafkaError } from "../kafka/kafka_error.ts";
import type { DeliveryError } from "../kafka/producer/delivery_error.ts";
import { Producer } from "../kafka/producer/producer.ts";
import type { ProducerOptions } from "../kafka/producer/producer_options.ts";
import { type ReadOptions, readPartitions } from "../kafka/reader/read_partitions.ts";
import type { ReadTarget } from "../kafka/reader/read_target.ts";
import type { RecordChunk } from "../kafka/reader/record_chunk.ts";
import type { EncodedRecordView } from "../wire/batches/record_view.ts";
import type { CompressionCodec } from "../wire/codecs.ts";
import { errorCodes } from "../wire/errors.ts";
import { BlockCopier } from "./block_copier.ts";
import type { CopyPosition, Flight, FlightEvents } from "./copy_position.ts";
import { OutputRecords } from "./output_records.ts";
import { RecordFailure } from "./record_failure.ts";
import type { Destination } from "./destination.ts";
import type { Transform } from "./transform.ts";

/** What to copy, and how. */
export interface CopyRequest {
  readonly source: KafkaClient;
  /** Null to write nothing, and only count. */
  readonly target: KafkaClient | null;
  readonly destination: Destination;
  /** Null for all records. */
  readonly filter: RecordFilter | null;
  /** Null to copy records as they are. */
  readonly transform: Transform | null;
  /** Whether a record that cannot be transformed or has no target ends the copy. */
  readonly isStrict: boolean;
  /** Most records to copy; Infinity for no limit. */
  readonly limit: number;
  /** Minimum time between two records; 0 for no limit. */
  readonly intervalMs: number;
  /** How to compress; `keep` for the codec of the first batch that is read. */
  readonly codec: CompressionCodec | "keep";
  readonly producer: Pick<ProducerOptions, "topic" | "onLink" | "deliveryTimeoutMs">;
  readonly reading: Pick<ReadOptions, "isolation" | "onCorrupt" | "onNotice" | "maxBytes">;
  /** Called for each chunk before its records are read. Default: nothing. */
  readonly prepare?: ((chunk: RecordChunk) => Promise<void>) | undefined;
  /** Ends the copy; pending records still get some seconds. */
  readonly signal: AbortSignal;
  /** Called for each record that was not copied. */
  readonly onFailure: (failure: CopyFailure) => void;
}

/** A record that was not copied. */
export interface CopyFailure {
  readonly partition: number;
  readonly offset: bigint;
  /** A clause. */
  readonly reason: string;
}

/** The results so far. */
export interface CopyProgress {
  /** Records that were acknowledged, or would be written, and the bytes of keys and values. */
  readonly records: number;
  readonly bytes: number;
  /** Records that were not copied. */
  readonly failed: number;
}

/** Records between two checks whether the producer has room. */
const recordsPerFlight = 500;
/** How long pending records may take after an interrupt. */
const graceMs = 5_000;

/** Copies records. Dispose of it to end the copy; after that, no position changes. */
export class CopyRun implements AsyncDisposable, FlightEvents {
  readonly #request: CopyRequest;
  readonly #pacer: Pacer;
  readonly #output: OutputRecords;
  #blocks: BlockCopier | null = null;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  #producer: Producer | null = null;
  #isClosing = false;
  #taken = 0;
  #records = 0;
  #bytes = 0;
  #failed = 0;

  constructor(request: CopyRequest) {
    this.#request = request;
    this.#pacer = new Pacer(request.intervalMs);
    this.#output = new OutputRecords(request);
    this.#signal = AbortSignal.any([request.signal, this.#stop.signal]);
  }

  /** The results so far. */
  get progress(): CopyProgress {
    return { records: this.#records, bytes: this.#bytes, failed: this.#failed };
  }

  /** Whether as many records are taken as the limit allows. */
  get isFull(): boolean {
    return this.#taken >= this.#request.limit;
  }

  /** Ends the copy with `error`. */
  fail(error: unknown): void {
    this.#stop.abort(error);
  }

  /**
   * Copies partitions, each from its position to its stop; resolves when every record is
   * acknowledged or has failed.
   *
   * @throws {FailedError} If the target does not acknowledge in time, or a record fails and the
   * copy is strict.
   * @throws Whatever `readPartitions()` throws, and the reason of the signal or of {@link fail}.
   */
  async copy(targets: readonly ReadTarget[], positions: readonly CopyPosition[]): Promise<void> {
    const { source, reading } = this.#request;
    const byPartition = new Map(positions.map((position) => [position.partition, position]));
    const signal = this.#signal;
    if (!this.isFull) {
      for await (const chunk of readPartitions(source, targets, { ...reading, signal })) {
        await this.#request.prepare?.(chunk);
        await this.#copyChunk(chunk, byPartition.get(chunk.partition)!);
        if (this.isFull) break;
      }
      // The rest before a stop is compacted, aborted or deleted.
      if (!this.isFull) { for (const position of positions) position.close(position.stop); }
    }
    if (this.#producer !== null) await abortable(this.#producer.flush(), signal);
    signal.throwIfAborted();
  }

  copied(records: number, bytes: number): void {
    this.#records += records;
    this.#bytes += bytes;
  }

  failed(error: DeliveryError, { partition, offset }: Omit<CopyFailure, "reason">): boolean {
    if (this.#isClosing) return false;
    const fatal = this.#fatal(error);
    if (fatal !== null) {
      this.fail(fatal);
      return false;
    }
    const fate = error.mayBeWritten ? ", it may have been written" : "";
    this.#reportFailure({ partition, offset, reason: `${error.found}${fate}` });
    return true;
  }

  /** Waits some seconds for pending records, and closes. */
  async [Symbol.asyncDispose](): Promise<void> {
    const producer = this.#producer;
    if (producer === null) return;
    await resolvesWithin(producer.flush(), graceMs);
    this.#isClosing = true;
    await producer[Symbol.asyncDispose]();
  }

  async #copyChunk(chunk: RecordChunk, position: CopyPosition): Promise<void> {
    const { transform, destination, intervalMs, target } = this.#request;
    const isPlain = transform === null && intervalMs === 0 && target !== null;
    if (!isPlain || destination.topic === null) return await this.#copyRecords(chunk, position);
    const copier = this.#blocks ??= this.#newBlockCopier(
      await this.#openProducer(target, chunk),
      destination.topic,
    );
    for (let index = 0; index < chunk.batchCount && !this.isFull; index++) {
      await this.#wait(0, chunk);
      const room = this.#request.limit - this.#taken;
      this.#taken += copier.copyBatch(chunk, index, position, room);
    }
    if (!this.isFull) position.close(chunk.end);
  }

  #newBlockCopier(producer: Producer, topic: string): BlockCopier {
    const { destination, filter } = this.#request;
    return new BlockCopier({
      producer,
      topic,
      destination,
      filter,
      copyAlone: (record, chunk, flight) => this.#send(record, chunk, flight),
    });
  }

  /** Copies records one by one. */
  async #copyRecords(chunk: RecordChunk, position: CopyPosition): Promise<void> {
    const { filter } = this.#request;
    let [bytes, isExcluded]: [Uint8Array | null, boolean] = [null, false];
    let flight: Flight | null = null;
    let current: EncodedRecordView | null = null;
    let count = 0;
    try {
      for (const record of chunk.records()) {
        current = record;
        if (record.bytes !== bytes) {
          bytes = record.bytes;
          isExcluded = filter?.excludes?.(bytes) ?? false;
          if (flight !== null) position.close(record.offset);
          flight = null;
        }
        if (isExcluded || (filter !== null && !filter.matches(record, chunk))) continue;
        const waitMs = this.#pacer.next();
        if (waitMs > 0 || count++ % recordsPerFlight === 0) {
          position.close(record.offset);
          flight = null;
          await this.#wait(waitMs, chunk);
        }
        flight ??= position.open(record.batch.baseOffset);
        this.#taken++;
        this.#send(record, chunk, flight);
        if (this.isFull) return position.close(record.offset + 1n);
      }
    } catch (error) {
      if (current !== null) position.close(current.offset);
      throw error;
    }
    position.close(chunk.end);
  }

  /** Waits for the rate, and until the producer has room; opens it first. */
  async #wait(waitMs: number, chunk: RecordChunk): Promise<void> {
    if (waitMs > 0) await delay(waitMs, this.#signal);
    const { target } = this.#request;
    if (target === null) return this.#signal.throwIfAborted();
    const producer = await this.#openProducer(target, chunk);
    await abortable(producer.ready(), this.#signal);
  }

  async #openProducer(target: KafkaClient, chunk: RecordChunk): Promise<Producer> {
    const { codec, producer } = this.#request;
    this.#producer ??= await abortable(
      Producer.open(target, { ...producer, codec: codec === "keep" ? chunk.codec : codec }),
      this.#signal,
    );
    return this.#producer;
  }

  #send(record: EncodedRecordView, chunk: RecordChunk, flight: Flight): void {
    try {
      const output = this.#output.make(record, chunk);
      if (this.#producer === null) return flight.count(output);
      flight.add();
      this.#producer.enqueue(output, flight, record.offsetDelta);
    } catch (error) {
      if (!(error instanceof RecordFailure)) throw error;
      const { topic, partition } = chunk;
      if (this.#request.isStrict) {
        throw new FailedError(
          `Cannot copy the record at ${JSON.stringify(topic)} partition ${partition} ` +
            `offset ${record.offset}: ${error.message}`,
          { cause: error.cause },
        );
      }
      this.#reportFailure({ partition, offset: record.offset, reason: error.message });
    }
  }

  #reportFailure(failure: CopyFailure): void {
    this.#failed++;
    this.#request.onFailure(failure);
  }

  /** The error that ends the copy, because every other record would fail as well; or null. */
  #fatal(error: DeliveryError): FailedError | null {
    const { cause, found, isTimeout } = error;
    const isGone = cause instanceof KafkaError &&
      cause.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION &&
      error.topic === this.#request.destination.topic;
    const isOther = cause instanceof WahError && !(cause instanceof KafkaError);
    if (!isTimeout && !isGone && !isOther) return null;
    return new FailedError(`Cannot copy to ${JSON.stringify(error.topic)}: ${found}`, { cause });
  }
}
