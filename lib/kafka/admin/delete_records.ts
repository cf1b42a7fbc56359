import { deleteRecords as deleteRecordsApi } from "../../wire/messages/21_delete_records.ts";
import type { KafkaClient } from "../client.ts";
import { type KafkaError, toKafkaError } from "../kafka_error.ts";
import { never } from "../never.ts";
import type { AdminOptions } from "./admin_options.ts";
import { askLeaders, type LeaderAnswer, type Place, placeKey } from "./per_leader.ts";

/** Up to where one partition is emptied. */
export interface RecordDeletion extends Place {
  /** The offset that becomes the first one; `high-watermark` is all that is replicated by now. */
  readonly before: bigint | "high-watermark";
}

/** What became of one partition. */
export interface DeletionResult extends Place {
  /** The first offset that is left; null with an error. */
  readonly logStartOffset: bigint | null;
  readonly error: KafkaError | null;
}

const highWatermark = -1n;
const defaultTimeoutMs = 30_000;
/** The broker gives up first, so that we hear what became of it. */
const graceMs = 5_000;

/**
 * Deletes the beginning of partitions, each partition at most once; results in the same order.
 *
 * Leaders that move are asked again for some seconds. Each request may take 30 s unless `timeoutMs`
 * says otherwise, since all replicas must have done it.
 *
 * @throws {UnsupportedApiError} When a broker is older than Kafka 0.11.
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
      placeKey({ topic: name, partition: partitionIndex }),
      { value: lowWatermark, error: toKafkaError(errorCode) },
    ])
  )));
}
