import type { TopicSpec } from "../../kafka/admin/create_topics.ts";
import { listOffsets } from "../../kafka/admin/list_offsets.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import type { KafkaError } from "../../kafka/kafka_error.ts";
import { settleAll } from "../../kafka/settle_all.ts";
import { topicIn, type TopicMetadata } from "../../kafka/metadata.ts";
import { FailedError } from "../../errors.ts";
import { errorCodes } from "../../wire/errors.ts";

/** Where one partition of a room begins and ends, as of one moment. */
export interface ChatTopicPartition {
  readonly partition: number;
  /** Offset of the first record there is. */
  readonly start: bigint;
  /** Offset that the next record will get. */
  readonly end: bigint;
}

/** A room, or another topic of a chat, as it was found, or made. */
export interface ChatTopic {
  readonly name: string;
  /** Null where the broker has no topic ids. */
  readonly topicId: string | null;
  /** Those that were asked for. */
  readonly partitions: readonly ChatTopicPartition[];
  /** Whether it was created just now. */
  readonly isNew: boolean;
}

/** What to do about a room that is not there, and what to look at where it is. */
export interface FindChatTopicOptions {
  /** Whether to create what is missing, or how; with one partition where nothing else is said. */
  readonly create: boolean | Omit<TopicSpec, "name">;
  /** The partitions wanted, of so many; all when left out. */
  readonly only?: (partitionCount: number) => readonly number[];
  readonly signal: AbortSignal;
}

/**
 * Looks up a room and where its log begins and ends; creates it where it is missing and that is
 * wanted.
 *
 * @throws {KafkaError} When it does not exist, or the broker refuses to show or to create it.
 */
export async function findChatTopic(
  client: KafkaClient,
  name: string,
  { create, only, signal }: FindChatTopicOptions,
): Promise<ChatTopic> {
  let topic = await lookUp(client, name, signal);
  const isMissing = topic.error?.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
  const isNew = isMissing && create !== false;
  if (isNew) {
    await createTopic(client, { name, partitions: 1, ...(create === true ? {} : create) }, signal);
    topic = await lookUp(client, name, signal);
  }
  if (topic.error !== null) {
    throw topic.error.during(`find the room ${JSON.stringify(name)}`);
  }
  if (topic.partitions.length === 0) {
    throw new FailedError(
      `Cannot find the room ${JSON.stringify(name)}: the broker's response lists no partitions`,
    );
  }
  const { topicId } = topic;
  const partitions = only?.(topic.partitions.length) ??
    topic.partitions.map(({ partition }) => partition);
  return { name, topicId, isNew, partitions: await bounds(client, topic, partitions, signal) };
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
  // Most rooms are there.
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
  // Somebody else may have come first, who wants the same.
  if (error !== null && error.code !== errorCodes.TOPIC_ALREADY_EXISTS) {
    throw error.during(`create the room ${JSON.stringify(name)}`);
  }
  await awaitTopicsReady(client, [name], { signal });
}

async function bounds(
  client: KafkaClient,
  known: TopicMetadata,
  partitions: readonly number[],
  signal: AbortSignal,
): Promise<ChatTopicPartition[]> {
  const { name: topic } = known;
  const ask = async (at: "earliest" | "latest"): Promise<bigint[]> => {
    const queries = partitions.map((partition) => ({ topic, partition, at }));
    const answers = await listOffsets(client, queries, {
      signal,
      known: new Map([[topic, known]]),
    });
    return answers.map(({ error, offset }) => {
      if (error !== null) throw error.during(`read the room ${JSON.stringify(topic)}`);
      if (offset === null) {
        throw new FailedError(
          `Cannot read the room ${JSON.stringify(topic)}: the broker's response has no offset`,
        );
      }
      return offset;
    });
  };
  const [starts, ends] = await settleAll([ask("earliest"), ask("latest")]);
  return partitions.map((partition, index) => (
    { partition, start: starts[index]!, end: ends[index]! }
  ));
}
