import type { TopicSpec } from "../../kafka/admin/create_topics.ts";
import { listOffsets } from "../../kafka/admin/list_offsets.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import type { KafkaError } from "../../kafka/kafka_error.ts";
import { settleAll } from "../../kafka/settle_all.ts";
import { topicIn, type TopicMetadata } from "../../kafka/metadata.ts";
import { FailedError } from "../../errors.ts";
import { errorCodes } from "../../wire/errors.ts";
import { describeTopic } from "./room_name.ts";

/** The offsets of one partition of a chat topic, as of one moment. */
export interface ChatTopicPartition {
  readonly partition: number;
  /** The offset of the first record that exists. */
  readonly start: bigint;
  /** The offset that the next record will get. */
  readonly end: bigint;
}

/** A topic that a chat reads: a room, the inbox or presence. */
export interface ChatTopic {
  readonly name: string;
  /** Null if the broker has no topic ids. */
  readonly topicId: string | null;
  /** The selected partitions. */
  readonly partitions: readonly ChatTopicPartition[];
  /** Whether this call created the topic. */
  readonly isNew: boolean;
}

/** Options of {@link findChatTopic}. */
export interface FindChatTopicOptions {
  /** Whether to create a missing topic, or how. True means with one partition. */
  readonly create: boolean | Omit<TopicSpec, "name">;
  /** Selects partitions of a topic that has this many. Default: all. */
  readonly selectPartitions?: (partitionCount: number) => readonly number[];
  readonly signal: AbortSignal;
}

/**
 * Looks up a topic and the offsets of its partitions; optionally creates it if it does not exist.
 *
 * @throws {KafkaError} If it does not exist, or the broker does not allow reading or creating it.
 */
export async function findChatTopic(
  client: KafkaClient,
  name: string,
  { create, selectPartitions, signal }: FindChatTopicOptions,
): Promise<ChatTopic> {
  let topic = await lookUp(client, name, signal);
  const isMissing = topic.error?.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
  const isNew = isMissing && create !== false;
  if (isNew) {
    await createTopic(client, { name, partitions: 1, ...(create === true ? {} : create) }, signal);
    topic = await lookUp(client, name, signal);
  }
  if (topic.error !== null) throw topic.error.during(`find ${describeTopic(name)}`);
  if (topic.partitions.length === 0) {
    throw new FailedError(
      `Cannot find ${describeTopic(name)}: the broker's response lists no partitions`,
    );
  }
  const { topicId } = topic;
  const partitions = selectPartitions?.(topic.partitions.length) ??
    topic.partitions.map(({ partition }) => partition);
  return { name, topicId, isNew, partitions: await readOffsets(client, topic, partitions, signal) };
}

async function lookUp(
  client: KafkaClient,
  name: string,
  signal: AbortSignal,
): Promise<TopicMetadata> {
  const cluster = await client.metadata({ topics: [name], signal });
  return topicIn(cluster, name);
}

async function createTopic(
  client: KafkaClient,
  spec: TopicSpec,
  signal: AbortSignal,
): Promise<void> {
  const { name } = spec;
  // Loaded here, because most topics exist.
  const [{ createTopics }, { awaitTopicsReady }] = await Promise.all([
    import("../../kafka/admin/create_topics.ts" as string) as Promise<
      typeof import("../../kafka/admin/create_topics.ts")
    >,
    import("../../kafka/admin/await_topics.ts" as string) as Promise<
      typeof import("../../kafka/admin/await_topics.ts")
    >,
  ]);
  const [result] = await createTopics(client, [spec], { signal });
  const error: KafkaError | null = result?.error ?? null;
  // Another client may have created it first.
  if (error !== null && error.code !== errorCodes.TOPIC_ALREADY_EXISTS) {
    throw error.during(`create ${describeTopic(name)}`);
  }
  await awaitTopicsReady(client, [name], { signal });
}

async function readOffsets(
  client: KafkaClient,
  known: TopicMetadata,
  partitions: readonly number[],
  signal: AbortSignal,
): Promise<ChatTopicPartition[]> {
  const { name: topic } = known;
  const list = async (at: "earliest" | "latest"): Promise<bigint[]> => {
    const queries = partitions.map((partition) => ({ topic, partition, at }));
    const answers = await listOffsets(client, queries, {
      signal,
      known: new Map([[topic, known]]),
    });
    return answers.map(({ error, offset }) => {
      if (error !== null) throw error.during(`read ${describeTopic(topic)}`);
      if (offset === null) {
        throw new FailedError(
          `Cannot read ${describeTopic(topic)}: the broker's response has no offset`,
        );
      }
      return offset;
    });
  };
  const [starts, ends] = await settleAll([list("earliest"), list("latest")]);
  return partitions.map((partition, index) => (
    { partition, start: starts[index]!, end: ends[index]! }
  ));
}
