import { after, systemClock } from "../../async/timer.ts";
import { encodeBatch } from "../../wire/batches/batch_encoder.ts";
import { loadCodec } from "../../wire/codecs.ts";
import { blockLength } from "../../wire/batches/value_block.ts";
import type { KafkaClient } from "../client.ts";
import { never } from "../never.ts";
import { DeliveryError } from "./delivery_error.ts";
import { Dispatcher } from "./dispatcher.ts";
import { openIdentity } from "./init_producer_id.ts";
import { PartitionQueue, type ProducerIdentity } from "./partition_queue.ts";
import {
  type BlockReceiver,
  type Delivery,
  type DeliveryReceiver,
  memoryOfBlock,
  memoryOfRecord,
  recordsOf,
  sizeOfBlockRecords,
  sizeOfRecord,
} from "./pending_record.ts";
import type { ProducerBlock, ProducerOptions, ProducerRecord } from "./producer_options.ts";
import { TopicRoute } from "./topic_route.ts";

const defaultDeliveryTimeoutMs = 120_000;
/** Maximum size of the records in a batch; brokers accept 1 MiB by default. */
const maxBatchBytes = 1_000_000;
/** Maximum size of a record: for larger requests, brokers close the connection. */
const maxRecordBytes = 64 * 1024 * 1024;
/** Memory for pending records above which `ready` waits. */
const maxPendingBytes = 8 * 1024 * 1024;
/** Longest delay of a timer. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * Writes records: idempotent, acknowledged by all in-sync replicas, in order within a partition.
 *
 * Each record has its own result. Records collect into batches while a request is in flight. A
 * batch is sent again, unchanged, until it is acknowledged or its deadline has passed. A record is
 * written once or not at all, or its error says that this is unknown.
 *
 * ```ts ignore
 * await using producer = await Producer.open(client);
 * const { offset } = await producer.send({ topic: "a", key: null, value: utf8("hello") });
 * ```
 */
export class Producer implements AsyncDisposable {
  readonly #options: ProducerOptions;
  readonly #identity: ProducerIdentity;
  readonly #deliveryTimeoutMs: number;
  readonly #stop = new AbortController();
  readonly #routes = new Map<string, TopicRoute>();
  readonly #dispatcher: Dispatcher;
  #nowMs = 0;
  #timestamp = 0n;
  #pending = 0;
  #pendingBytes = 0;
  #isPumpDue = false;
  #cancelTimer: (() => void) | undefined;
  #flushed: PromiseWithResolvers<void> | null = null;
  #drained: PromiseWithResolvers<void> | null = null;

  private constructor(client: KafkaClient, options: ProducerOptions, identity: ProducerIdentity) {
    this.#options = options;
    this.#identity = identity;
    this.#deliveryTimeoutMs = options.deliveryTimeoutMs ?? defaultDeliveryTimeoutMs;
    this.#dispatcher = new Dispatcher({
      client,
      routes: this.#routes,
      signal: this.#stop.signal,
      onLink: (link) => options.onLink?.(link),
      acks: options.acks ?? "all",
    });
    options.signal?.addEventListener("abort", this.#abort);
  }

  /**
   * Loads the codec and requests a producer id.
   *
   * @throws {KafkaError} If the broker returns no producer id.
   * @throws {ConnectionLostError} If no broker is reachable.
   * @throws The signal's reason, when it aborts first.
   */
  static async open(client: KafkaClient, options: ProducerOptions = {}): Promise<Producer> {
    const signal = options.signal ?? never;
    const [identity] = await Promise.all([
      openIdentity(client, signal, options.topic),
      loadCodec(options.codec ?? "none"),
    ]);
    signal.throwIfAborted();
    return new Producer(client, options, identity);
  }

  /** Number of records that are neither written nor rejected yet. */
  get pending(): number {
    return this.#pending;
  }

  /**
   * Sends a record. Records for one partition are written in the order of the calls.
   *
   * The bytes must not change until the promise settles. Before many calls in a row, await
   * {@link ready}, so that pending records do not fill the memory.
   *
   * @throws {DeliveryError} If the record is not acknowledged; says whether it may be written.
   */
  send(record: ProducerRecord): Promise<Delivery> {
    return new Promise((resolve, reject) => {
      this.enqueue(record, {
        delivered: (_, partition, offset, timestamp) => resolve({ partition, offset, timestamp }),
        failed: (_, error) => reject(error),
      });
    });
  }

  /**
   * Does the same as {@link send} without a promise per record, for callers with many records: the
   * result goes to `receiver`, with `tag`. It is called before this returns if the record is
   * rejected at once.
   */
  enqueue(record: ProducerRecord, receiver: DeliveryReceiver, tag = 0): void {
    const { topic, partition, key, value, headers, headerBytes } = record;
    // Records of one turn of the event loop have the same time.
    const nowMs = this.#isPumpDue ? this.#nowMs : this.#tick();
    const sizeBytes = sizeOfRecord(record);
    const pending = {
      key,
      value,
      headers,
      headerBytes,
      timestamp: record.timestamp ?? this.#timestamp,
      sizeBytes,
      memoryBytes: memoryOfRecord(sizeBytes),
      deadlineMs: nowMs + this.#deliveryTimeoutMs,
      partition,
      receiver,
      tag,
    };
    const found = this.#refuse(sizeBytes);
    if (found !== null) {
      const place = { topic, partition: partition ?? null };
      receiver.failed(pending, new DeliveryError({ ...place, mayBeWritten: false, found }));
      return;
    }
    this.#pending += 1;
    this.#pendingBytes += pending.memoryBytes;
    this.#routeOf(topic).add(pending);
    this.#schedule();
  }

  /**
   * Does the same as {@link enqueue} for many records that are encoded, or have only values. They
   * go to one partition; `tag` is that of the first one, the others count up. The bytes must not
   * change until all results are reported.
   */
  enqueueBlock(block: ProducerBlock, receiver: BlockReceiver, tag: number): void {
    const nowMs = this.#isPumpDue ? this.#nowMs : this.#tick();
    const { topic, partition, bytes, spans, timestamps } = block;
    const timestamp = block.timestamp ?? this.#timestamp;
    const sizeBytes = sizeOfBlockRecords(block);
    const memoryBytes = memoryOfBlock(block);
    const deadlineMs = nowMs + this.#deliveryTimeoutMs;
    const values = { bytes, spans, timestamp, ...(timestamps && { timestamps }) };
    const pending = { ...values, sizeBytes, memoryBytes, deadlineMs, partition, receiver, tag };
    // One by one, each record that is too large is rejected on its own.
    if (sizeBytes > maxBatchBytes || this.#stop.signal.aborted) {
      for (const { key, value, headerBytes, timestamp, tag } of recordsOf(pending)) {
        const place = partition === undefined ? { topic } : { topic, partition };
        this.enqueue({ ...place, key, value, headerBytes, timestamp }, receiver, tag);
      }
      return;
    }
    this.#pending += blockLength(block);
    this.#pendingBytes += memoryBytes;
    this.#routeOf(topic).add(pending);
    this.#schedule();
  }

  /** Resolves once the pending records use less than 8 MiB of memory. */
  async ready(): Promise<void> {
    if (this.#pendingBytes < maxPendingBytes) return;
    this.#drained ??= Promise.withResolvers();
    await this.#drained.promise;
  }

  /** Resolves once no record is pending, delivered or not. */
  async flush(): Promise<void> {
    if (this.#pending === 0) return;
    this.#flushed ??= Promise.withResolvers();
    await this.#flushed.promise;
  }

  /** Closes at once and rejects pending records. Await {@link flush} first to deliver them. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#close("the producer was closed");
    await this.#dispatcher.idle();
  }

  readonly #abort = (): void => {
    this.#close("the producer was aborted", this.#options.signal?.reason);
  };

  #close(found: string, cause?: unknown): void {
    this.#options.signal?.removeEventListener("abort", this.#abort);
    this.#stop.abort();
    for (const route of this.#routes.values()) route.abandon(found, cause);
    this.#cancelTimer?.();
  }

  /** Returns the time. Creates its `bigint` once per millisecond, not once per record. */
  #tick(): number {
    const nowMs = Math.trunc(systemClock.now());
    if (nowMs !== this.#nowMs) {
      this.#nowMs = nowMs;
      this.#timestamp = BigInt(nowMs);
    }
    return nowMs;
  }

  /** Returns why a record cannot be sent, or `null`. */
  #refuse(sizeBytes: number): string | null {
    if (this.#stop.signal.aborted) return "the producer is closed";
    if (sizeBytes <= maxRecordBytes) return null;
    return `it has ${sizeBytes} bytes, at most ${maxRecordBytes} can be sent`;
  }

  #routeOf(topic: string): TopicRoute {
    let route = this.#routes.get(topic);
    if (route === undefined) {
      const { codec, partitioner } = this.#options;
      const onSettled = (count: number, memoryBytes: number): void =>
        this.#settle(count, memoryBytes);
      const createQueue = (partition: number): PartitionQueue =>
        new PartitionQueue({
          topic,
          partition,
          identity: this.#identity,
          maxBatchBytes,
          encode: (records, sequence) => encodeBatch(records, { codec, ...sequence }),
          onSettled,
        });
      route = new TopicRoute(topic, { createQueue, onSettled, random: Math.random, partitioner });
      this.#routes.set(topic, route);
    }
    return route;
  }

  /**
   * Sends at the end of this turn of the event loop, so that records sent together share a batch.
   */
  #schedule(): void {
    if (this.#isPumpDue) return;
    this.#isPumpDue = true;
    queueMicrotask(() => {
      this.#isPumpDue = false;
      this.#dispatcher.pump();
      this.#setTimer();
    });
  }

  #settle(count: number, memoryBytes: number): void {
    this.#pending -= count;
    this.#pendingBytes -= memoryBytes;
    if (this.#pendingBytes < maxPendingBytes) {
      this.#drained?.resolve();
      this.#drained = null;
    }
    if (this.#pending > 0) return;
    this.#flushed?.resolve();
    this.#flushed = null;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Sets a timer for the deadline of the oldest record. */
  #setTimer(): void {
    if (this.#cancelTimer !== undefined || this.#pending === 0 || this.#stop.signal.aborted) return;
    if (this.#deliveryTimeoutMs === Infinity) return;
    const waitMs = Math.min(Math.max(this.#nextDeadline() - systemClock.now(), 1), maxTimerMs);
    this.#cancelTimer = after(waitMs, () => {
      this.#cancelTimer = undefined;
      const nowMs = systemClock.now();
      for (const route of this.#routes.values()) route.expire(nowMs, this.#deliveryTimeoutMs);
      this.#dispatcher.pump();
      this.#setTimer();
    });
  }

  #nextDeadline(): number {
    // A batch in flight has no deadline until its request ends.
    let next = systemClock.now() + this.#deliveryTimeoutMs;
    for (const route of this.#routes.values()) {
      next = Math.min(next, route.deadlineMs);
      for (const { queue } of route.slots) next = Math.min(next, queue.deadlineMs);
    }
    return next;
  }
}
