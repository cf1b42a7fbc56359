import type { Store } from "./store.ts";

/** What the log remembers of one batch of a producer, to know it again when it is sent twice. */
export interface RememberedBatch {
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: bigint;
  /** Append time of the batch in milliseconds, -1 where the topic keeps the producer's time. */
  readonly logAppendTime: bigint;
}

/** One producer on one partition: its epoch and its last batches, oldest first. */
export interface ProducerState {
  readonly epoch: number;
  readonly batches: readonly RememberedBatch[];
  /** When it last wrote, in milliseconds since the Unix epoch; old ones are forgotten. */
  readonly lastWriteAt: number;
}

/** One producer on one partition, as stored. */
export interface StoredProducer {
  readonly partitionId: bigint;
  readonly producerId: bigint;
  readonly state: ProducerState;
}

/** Stores or replaces what is known of a producer; call inside the transaction of its batch. */
export function putProducer(store: Store, producer: StoredProducer): void {
  store.run(
    "insert or replace into producers (partition_id, producer_id, state) values (?, ?, ?)",
    producer.partitionId,
    producer.producerId,
    encodeState(producer.state),
  );
}

/** Forgets a producer on a partition; call inside a transaction. */
export function deleteProducer(store: Store, partitionId: bigint, producerId: bigint): void {
  store.run(
    "delete from producers where partition_id = ? and producer_id = ?",
    partitionId,
    producerId,
  );
}

/** Every producer that any partition knows. */
export function loadProducers(store: Store): StoredProducer[] {
  return store.statement("select partition_id, producer_id, state from producers").all().map(
    (row) => ({
      partitionId: row["partition_id"] as bigint,
      producerId: row["producer_id"] as bigint,
      state: decodeState(row["state"] as string),
    }),
  );
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
  const [epoch, lastWriteAt, entries] = JSON.parse(text) as [number, number, StoredBatchEntry[]];
  const batches: RememberedBatch[] = entries.map(([baseSequence, lastSequence, base, time]) => ({
    baseSequence,
    lastSequence,
    baseOffset: BigInt(base),
    logAppendTime: BigInt(time),
  }));
  return { epoch, lastWriteAt, batches };
}
