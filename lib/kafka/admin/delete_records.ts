import { deleteRecords as deleteRecordsApi } from "../../wire/messages/21_delete_records.ts";
import type { KafkaClient } from "../client.ts";
import { type KafkaError, toKafkaError } from "../kafka_error.ts";
import { never } from "../never.ts";
import type { AdminOptions } from "./admin_options.ts";
import { askLeaders, type LeaderAnswer, partitionKey, type TopicPartition } from "./per_leader.ts";

/** The offset before which to delete the records of one partition. */
export interface RecordDeletion extends TopicPartition {
  /** The new first offset; `high-watermark` deletes all records that are replicated now. */
  readonly before: bigint | "high-watermark";
}

/** The result for one partition. */
export interface DeletionResult extends TopicPartition {
  /** The first offset after the deletion; null if there is an error. */
  readonly logStartOffset: bigint | null;
  readonly error: KafkaError | null;
}

const highWatermark = -1n;
const defaultTimeoutMs = 30_000;
/** Extra time for the response: the broker's own timeout ends first, and it reports the result. */
const graceMs = 5_000;

/**
 * Deletes the records at the beginning of partitions. Each partition may appear once. Results are
 * in the order of `deletions`.
 *
 * Retries for some seconds if a leader changes. `timeoutMs` is the limit for each request, which
 * waits for all replicas. Default: 30 s.
 *
 * @throws {UnsupportedApiError} If a broker is older than Kafka 0.11.
 */
export async function deleteRecords(
  client: KafkaClient,
  deletions: readonly RecordDeletion[],
  { signal = never, timeoutMs = defaultTimeoutMs }: AdminOptions = {},
): Promise<DeletionResult[]> {
  const outcomes = await askLeaders<RecordDeletion, bigint>(client, {
    items: deletions,
    ask: (leader, items) => askOne(client, leader, items, { signal, timeoutMs }),
    signal,
  });
  return deletions.map(({ topic, partition }, index) => {
    const { value, error } = outcomes[index]!;
    return { topic, partition, logStartOffset: value, error };
  });
}

async function askOne(
  client: KafkaClient,
  leader: number,
  deletions: readonly RecordDeletion[],
  { signal, timeoutMs }: Required<AdminOptions>,
): Promise<Map<string, LeaderAnswer<bigint>>> {
  const byTopic = Map.groupBy(deletions, ({ topic }) => topic);
  const { topics } = await client.request(deleteRecordsApi, {
    topics: [...byTopic].map(([name, deletions]) => ({
      name,
      partitions: deletions.map(({ partition, before }) => ({
        partitionIndex: partition,
        offset: before === "high-watermark" ? highWatermark : before,
      })),
    })),
    timeoutMs,
  }, { node: leader, signal, timeoutMs: timeoutMs + graceMs });
  return new Map(topics.flatMap(({ name, partitions }) => (
    partitions.map(({ partitionIndex, lowWatermark, errorCode }) => [
      partitionKey({ topic: name, partition: partitionIndex }),
      {
        value: lowWatermark,
        error: toKafkaError(errorCode, null, { api: deleteRecordsApi, topic: name }),
      },
    ])
  )));
}
