import type { OpenTransaction } from "../../lib/kafka/transactions/hanging_transactions.ts";
import type { PartitionProducer } from "../../lib/kafka/transactions/describe_producers.ts";
import type { TransactionDescription } from "../../lib/kafka/transactions/describe_transactions.ts";
import { durationText } from "../../lib/text/units.ts";
import { labels } from "../_shared/print.ts";
import { type Quantity, table, type TableOutput } from "../_shared/table.ts";

/** A producer of a partition in JSON. Null if it is not known. */
export interface ProducerView {
  readonly topic: string;
  readonly partition: number;
  readonly producer_id: bigint;
  readonly producer_epoch: number;
  readonly coordinator_epoch: number | null;
  readonly last_sequence: number | null;
  readonly last_time_ms: number | null;
  readonly start_offset: bigint | null;
}

/** A partition of a transaction in JSON. */
export interface TransactionPartitionView {
  readonly topic: string;
  readonly partition: number;
  /** Null if nothing is written yet, or the partition cannot be read. */
  readonly start_offset: bigint | null;
}

/** Makes the view of a producer. */
export function producerView(producer: PartitionProducer): ProducerView {
  return {
    topic: producer.topic,
    partition: producer.partition,
    producer_id: producer.producerId,
    producer_epoch: producer.producerEpoch,
    coordinator_epoch: producer.coordinatorEpoch,
    last_sequence: producer.lastSequence,
    last_time_ms: producer.lastTimeMs,
    start_offset: producer.startOffset,
  };
}

/** One row per producer; IDLE is the time since its last record. */
export async function producerTable(
  producers: readonly PartitionProducer[],
  nowMs: number,
  output: TableOutput,
): Promise<string> {
  return await table(
    [
      ...["TOPIC", "PARTITION", "PRODUCER-ID", "EPOCH", "COORDINATOR-EPOCH", "LAST-SEQUENCE"],
      ...["IDLE", "START-OFFSET"],
    ],
    producers.map((producer) => [
      ...[producer.topic, producer.partition, producer.producerId, producer.producerEpoch],
      ...[producer.coordinatorEpoch, producer.lastSequence, ageCell(producer.lastTimeMs, nowMs)],
      producer.startOffset,
    ]),
    output,
  );
}

/** One row per open transaction of a partition. */
export async function hangingTable(
  transactions: readonly OpenTransaction[],
  nowMs: number,
  output: TableOutput,
): Promise<string> {
  return await table(
    ["TOPIC", "PARTITION", "START-OFFSET", "PRODUCER-ID", "EPOCH", "COORDINATOR-EPOCH", "IDLE"],
    transactions.map((one) => [
      ...[one.topic, one.partition, one.startOffset, one.producerId, one.producerEpoch],
      ...[one.coordinatorEpoch, ageCell(one.lastTimeMs, nowMs)],
    ]),
    output,
  );
}

/** A transaction with labels, and a table of its partitions. */
export async function transactionText(
  transaction: TransactionDescription,
  partitions: readonly TransactionPartitionView[],
  { nowMs, output }: { readonly nowMs: number; readonly output: TableOutput },
): Promise<string> {
  const { startTimeMs, timeoutMs } = transaction;
  const lines = labels([
    ["Transactional id", transaction.transactionalId],
    ["State", transaction.state],
    ["Coordinator", String(transaction.coordinator)],
    ["Producer id", `${transaction.producerId} (epoch ${transaction.producerEpoch})`],
    ["Timeout", durationText(timeoutMs)],
    ["Open for", startTimeMs === null ? "-" : durationText(nowMs - startTimeMs)],
  ], output);
  if (partitions.length === 0) return lines;
  const rows = partitions.map((one) => [one.topic, one.partition, one.start_offset]);
  return `${lines}\n${await table(["TOPIC", "PARTITION", "START-OFFSET"], rows, output)}`;
}

/** The time since `timeMs`. */
export function ageCell(timeMs: number | null, nowMs: number): Quantity | null {
  return timeMs === null ? null : { quantity: durationText(nowMs - timeMs) };
}
