import { CorruptDataError } from "./row.ts";
import type { Store } from "./store.ts";

/** A batch of a producer, remembered so that a duplicate is recognized. */
export interface RememberedBatch {
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: bigint;
  /**
   * Append time in milliseconds since the Unix epoch; -1 if the topic keeps the producer's time.
   */
  readonly logAppendTime: bigint;
}

/** The state of a producer on a partition: its epoch and its last batches, oldest first. */
export interface ProducerState {
  readonly epoch: number;
  readonly batches: readonly RememberedBatch[];
  /** When it last wrote, in milliseconds since the Unix epoch; idle producers are deleted. */
  readonly lastWriteAt: number;
}

/** A stored producer of a partition. */
export interface StoredProducer {
  readonly partitionId: bigint;
  readonly producerId: bigint;
  readonly state: ProducerState;
}

/** Stores or replaces the state of a producer; call inside the transaction of its batch. */
export function putProducer(store: Store, producer: StoredProducer): void {
  store.run(
    "insert or replace into producers (partition_id, producer_id, state) values (?, ?, ?)",
    producer.partitionId,
    producer.producerId,
    encodeState(producer.state),
  );
}

/** Deletes a producer of a partition; call inside a transaction. */
export function deleteProducer(store: Store, partitionId: bigint, producerId: bigint): void {
  store.run(
    "delete from producers where partition_id = ? and producer_id = ?",
    partitionId,
    producerId,
  );
}

/**
 * Returns every producer of every partition.
 *
 * @throws {CorruptDataError} If a stored state is invalid.
 */
export function loadProducers(store: Store): StoredProducer[] {
  return store.rows("select partition_id, producer_id, state from producers").map((row) => ({
    partitionId: row.bigint("partition_id"),
    producerId: row.bigint("producer_id"),
    state: decodeState(row.text("state")),
  }));
}

type StoredBatchEntry = readonly [number, number, string, string];

function encodeState(state: ProducerState): string {
  const batches: StoredBatchEntry[] = state.batches.map((batch) => [
    batch.baseSequence,
    batch.lastSequence,
    String(batch.baseOffset),
    String(batch.logAppendTime),
  ]);
  return JSON.stringify([state.epoch, state.lastWriteAt, batches]);
}

function decodeState(text: string): ProducerState {
  const [epoch, lastWriteAt, entries] = listOf(parseJson(text), text);
  if (!isNumber(epoch) || !isNumber(lastWriteAt)) throw invalidState(text);
  const batches = listOf(entries, text).map((entry) => {
    const [baseSequence, lastSequence, baseOffset, logAppendTime] = listOf(entry, text);
    if (!isNumber(baseSequence) || !isNumber(lastSequence)) throw invalidState(text);
    if (!isDigits(baseOffset) || !isDigits(logAppendTime)) throw invalidState(text);
    return {
      baseSequence,
      lastSequence,
      baseOffset: BigInt(baseOffset),
      logAppendTime: BigInt(logAppendTime),
    };
  });
  return { epoch, lastWriteAt, batches };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw invalidState(text);
  }
}

function listOf(value: unknown, text: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalidState(text);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isDigits(value: unknown): value is string {
  return typeof value === "string" && /^-?\d+$/.test(value);
}

function invalidState(text: string): CorruptDataError {
  return new CorruptDataError(`column state holds ${text}, expected the state of a producer`);
}
