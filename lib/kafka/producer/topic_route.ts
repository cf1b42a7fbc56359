import { partitionIn, type PartitionMetadata, type TopicMetadata } from "../metadata.ts";
import { type Partitioner, partitionOfKey, StickyPartition } from "../partitioner.ts";
import { DeliveryError, type DeliveryFailure } from "./delivery_error.ts";
import type { PartitionQueue } from "./partition_queue.ts";
import { isBlock } from "../../wire/batches/batch_encoder.ts";
import { type PendingItem, recordsOf } from "./pending_record.ts";

/** One partition with its queue and its leader. */
export interface PartitionSlot {
  readonly queue: PartitionQueue;
  /** `null` if unknown. */
  leader: number | null;
  /** Failed attempts since the last success. */
  failures: number;
}

/** A record or block with the partition that its caller requested. */
export type RoutedItem = PendingItem & {
  /** `undefined` if the producer chooses. */
  readonly partition: number | undefined;
};

/** Dependencies of {@link TopicRoute}. */
export interface TopicRouteOptions {
  createQueue(partition: number): PartitionQueue;
  /** Called for records that are rejected before they have a partition. */
  onSettled(count: number, memoryBytes: number): void;
  readonly random: () => number;
  /** How partitions are chosen. Default: `murmur2`. */
  readonly partitioner?: Partitioner | undefined;
}

/** Number of refreshes that may omit a known partition: 3.5 s with the usual pauses. */
const maxMissed = 8;

/** Distributes a topic's records to the queues of its partitions, once these are known. */
export class TopicRoute {
  readonly topic: string;
  topicId: string | null = null;
  /** Number of refreshes in a row that omitted the topic. */
  absences = 0;
  readonly #options: TopicRouteOptions;
  readonly #sticky: StickyPartition;
  readonly #slots = new Map<number, PartitionSlot>();
  #unrouted: RoutedItem[] = [];
  /** Number of records that were distributed in turn. */
  #turn = 0;
  #partitions: readonly PartitionMetadata[] | null = null;
  #available: readonly number[] = [];

  constructor(topic: string, options: TopicRouteOptions) {
    this.topic = topic;
    this.#options = options;
    this.#sticky = new StickyPartition(options.random);
  }

  get slots(): Iterable<PartitionSlot> {
    return this.#slots.values();
  }

  /** Whether the topic's partitions have ever been known. */
  get isKnown(): boolean {
    return this.#partitions !== null;
  }

  /** Whether records wait for partitions or leaders, so that metadata must be refreshed. */
  get isStale(): boolean {
    if (this.#unrouted.length > 0) return true;
    for (const { leader, queue } of this.#slots.values()) {
      if (leader === null && queue.isReady) return true;
    }
    return false;
  }

  /** The lowest number of failures among the queues that need a refresh. */
  get failures(): number {
    let fewest = this.#unrouted.length > 0 ? this.absences : Infinity;
    for (const { leader, queue, failures } of this.#slots.values()) {
      const all = Math.max(failures, this.absences);
      if (leader === null && queue.isReady) fewest = Math.min(fewest, all);
    }
    return fewest;
  }

  /** The deadline of the oldest record without a partition. */
  get deadlineMs(): number {
    return this.#unrouted[0]?.deadlineMs ?? Infinity;
  }

  add(record: RoutedItem): void {
    if (this.#partitions === null) this.#unrouted.push(record);
    else this.#route(record, this.#partitions);
  }

  /** Notes that a batch for `partition` was closed: records without a key may use another one. */
  batchClosed(partition: number): void {
    this.#sticky.batchClosed(partition, this.#available);
  }

  /** Updates partitions and leaders from the topic's metadata. */
  update(topic: TopicMetadata): void {
    this.absences = 0;
    this.topicId = topic.topicId;
    this.#partitions = topic.partitions;
    const led = topic.partitions.filter(({ leader }) => leader !== null);
    const usable = led.length > 0 ? led : topic.partitions;
    this.#available = usable.map(({ partition }) => partition);
    for (const [partition, slot] of this.#slots) {
      slot.leader = this.#leaderOf(partition);
      if (slot.leader !== null) continue;
      slot.failures += 1;
      const isGone = slot.failures >= maxMissed && !isPartition(partition, topic.partitions);
      if (isGone) slot.queue.abandon(missing(topic.partitions));
    }
    const records = this.#unrouted;
    this.#unrouted = [];
    for (const record of records) this.#route(record, topic.partitions);
  }

  /** Rejects records after their deadline. */
  expire(nowMs: number, timeoutMs: number): void {
    for (const { queue } of this.#slots.values()) queue.expire(nowMs, timeoutMs);
    const isOver = ({ deadlineMs }: RoutedItem): boolean => deadlineMs <= nowMs;
    const overdue = this.#unrouted.filter(isOver);
    if (overdue.length === 0) return;
    this.#unrouted = this.#unrouted.filter((record) => !isOver(record));
    this.#reject(overdue, {
      found: `not acknowledged within ${timeoutMs / 1000} s`,
      isTimeout: true,
    });
  }

  /** Rejects all records. */
  abandon(found: string, cause?: unknown): void {
    for (const { queue } of this.#slots.values()) queue.abandon(found, cause);
    const records = this.#unrouted;
    this.#unrouted = [];
    this.#reject(records, { found, cause });
  }

  #leaderOf(partition: number): number | null {
    return partitionIn(this.#partitions ?? [], partition)?.leader ?? null;
  }

  #route(record: RoutedItem, partitions: readonly PartitionMetadata[]): void {
    const { partition: wanted } = record;
    const key = isBlock(record) ? null : record.key;
    const partition = wanted ?? this.#choose(key, partitions.length);
    let slot = this.#slots.get(partition);
    if (slot === undefined) {
      if (!isPartition(partition, partitions)) {
        return this.#reject([record], { found: missing(partitions) });
      }
      const queue = this.#options.createQueue(partition);
      slot = { queue, leader: this.#leaderOf(partition), failures: 0 };
      this.#slots.set(partition, slot);
    }
    slot.queue.push(record);
  }

  #choose(key: Uint8Array | null, partitionCount: number): number {
    const { partitioner, random } = this.#options;
    const available = this.#available;
    if (partitioner === "random") return available[Math.floor(random() * available.length)]!;
    if (partitioner === "round-robin") return available[this.#turn++ % available.length]!;
    return key === null ? this.#sticky.choose(available) : partitionOfKey(key, partitionCount);
  }

  #reject(
    items: readonly RoutedItem[],
    why: Pick<DeliveryFailure, "found" | "cause" | "isTimeout">,
  ): void {
    const { topic } = this;
    let [count, memoryBytes] = [0, 0];
    for (const item of items) {
      const partition = item.partition ?? null;
      const error = new DeliveryError({ topic, partition, mayBeWritten: false, ...why });
      for (const record of recordsOf(item)) {
        count++;
        memoryBytes += record.memoryBytes;
        record.receiver.failed(record, error);
      }
    }
    if (count > 0) this.#options.onSettled(count, memoryBytes);
  }
}

function isPartition(partition: number, partitions: readonly PartitionMetadata[]): boolean {
  return partitionIn(partitions, partition) !== undefined;
}

function missing({ length }: readonly PartitionMetadata[]): string {
  return `it has ${length} partition${length === 1 ? "" : "s"}, numbered from 0`;
}
