import { listOffsets as listOffsetsApi } from "../../wire/messages/02_list_offsets.ts";
import type { ResponseOf } from "../../wire/schema/schema.ts";
import type { KafkaClient } from "../client.ts";
import { type KafkaError, toKafkaError } from "../kafka_error.ts";
import type { TopicMetadata } from "../metadata.ts";
import { never } from "../never.ts";
import type { AdminOptions } from "./admin_options.ts";
import { askLeaders, type LeaderAnswer, partitionKey, type TopicPartition } from "./per_leader.ts";

/** A query for an offset in one partition. */
export interface OffsetQuery extends TopicPartition {
  /**
   * `earliest` is the start of the log. `latest` is its end: the offset of the next record, or the
   * last stable offset for committed reads. `max-timestamp` is the record with the largest
   * timestamp (since Kafka 3.0). A number is the first record at or after that time, in
   * milliseconds since the Unix epoch.
   */
  readonly at: "earliest" | "latest" | "max-timestamp" | bigint;
}

/** The answer to one query. */
export interface OffsetAnswer extends TopicPartition {
  /** Null if there is no such record, for example after the given time, or if there is an error. */
  readonly offset: bigint | null;
  /**
   * The record's timestamp, in milliseconds since the Unix epoch; null for `earliest`, `latest`.
   */
  readonly timestamp: bigint | null;
  readonly error: KafkaError | null;
}

/** Options of {@link listOffsets}. */
export interface ListOffsetsOptions extends AdminOptions {
  /** Default: `uncommitted`. */
  readonly isolation?: "uncommitted" | "committed";
  /** Metadata of all topics in the queries, if it was read just now; saves a request. */
  readonly known?: ReadonlyMap<string, TopicMetadata> | undefined;
}

const clientId = -1;
const specialTimes = { "latest": -1n, "earliest": -2n, "max-timestamp": -3n };
const isolationLevels = { uncommitted: 0, committed: 1 };

type OffsetAndTime = Pick<OffsetAnswer, "offset" | "timestamp">;

/**
 * Looks up offsets at all leaders in parallel. Answers are in the order of the queries.
 *
 * Retries for some seconds if a leader changes or is being elected. `timeoutMs` is the limit for
 * each request.
 *
 * @throws {UnsupportedApiError} If a broker is too old for a query.
 */
export async function listOffsets(
  client: KafkaClient,
  queries: readonly OffsetQuery[],
  options: ListOffsetsOptions = {},
): Promise<OffsetAnswer[]> {
  const answers: OffsetAnswer[] = [];
  await Promise.all(
    roundsOf(queries).map(async (indexes) => {
      const outcomes = await askLeaders<OffsetQuery, OffsetAndTime>(client, {
        items: indexes.map((index) => queries[index]!),
        known: options.known,
        ask: (leader, items) => askOne(client, leader, items, options),
        signal: options.signal ?? never,
      });
      for (const [at, { value, error }] of outcomes.entries()) {
        const index = indexes[at]!;
        const { topic, partition } = queries[index]!;
        const { offset = null, timestamp = null } = value ?? {};
        answers[index] = { topic, partition, offset, timestamp, error };
      }
    }),
  );
  return answers;
}

/** The indexes of the queries, in rounds: a request must not name a partition twice. */
function roundsOf(queries: readonly OffsetQuery[]): number[][] {
  const rounds: number[][] = [];
  const seen = new Map<string, number>();
  for (const [index, query] of queries.entries()) {
    const key = partitionKey(query);
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    (rounds[occurrence] ??= []).push(index);
  }
  return rounds;
}

async function askOne(
  client: KafkaClient,
  leader: number,
  queries: readonly OffsetQuery[],
  { isolation = "uncommitted", signal, timeoutMs }: ListOffsetsOptions,
): Promise<Map<string, LeaderAnswer<OffsetAndTime>>> {
  const byTopic = Map.groupBy(queries, ({ topic }) => topic);
  const { topics } = await client.request(listOffsetsApi, {
    replicaId: clientId,
    isolationLevel: isolationLevels[isolation],
    topics: [...byTopic].map(([name, queries]) => ({
      name,
      partitions: queries.map(({ partition, at }) => ({
        partitionIndex: partition,
        timestamp: typeof at === "bigint" ? at : specialTimes[at],
      })),
    })),
  }, {
    node: leader,
    minVersion: minVersionOf(queries, isolation),
    ...(signal && { signal }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const answers = new Map<string, LeaderAnswer<OffsetAndTime>>();
  for (const { name: topic, partitions } of topics) {
    for (const answer of partitions) {
      answers.set(
        partitionKey({ topic, partition: answer.partitionIndex }),
        toAnswer(topic, answer),
      );
    }
  }
  return answers;
}

function minVersionOf(
  queries: readonly OffsetQuery[],
  isolation: NonNullable<ListOffsetsOptions["isolation"]>,
): number {
  if (queries.some(({ at }) => at === "max-timestamp")) return maxTimestampSince;
  return isolation === "committed" ? isolationSince : 0;
}

type RawAnswer = ResponseOf<typeof listOffsetsApi>["topics"][number]["partitions"][number];

function toAnswer(
  topic: string,
  { errorCode, offset, timestamp }: RawAnswer,
): LeaderAnswer<OffsetAndTime> {
  return {
    value: { offset: orNull(offset), timestamp: orNull(timestamp) },
    error: toKafkaError(errorCode, null, { api: listOffsetsApi, topic }),
  };
}

function orNull(value: bigint): bigint | null {
  return value < 0n ? null : value;
}

/** First version with isolation levels (KIP-98). */
const isolationSince = 2;
/**
 * First version with max-timestamp (KIP-734); an older broker would use it as a time before 1970.
 */
const maxTimestampSince = 7;
