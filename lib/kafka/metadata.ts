import { metadata } from "../wire/messages/03_metadata.ts";
import type { ResponseOf } from "../wire/schema/schema.ts";
import { type KafkaError, omissionError, toKafkaError } from "./kafka_error.ts";

/** One broker, as the cluster advertises it. */
export interface Node {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
}

/** One partition of a topic. */
export interface PartitionMetadata {
  readonly partition: number;
  /** Null while no leader is elected. */
  readonly leader: number | null;
  /** Null if the broker does not report it. */
  readonly leaderEpoch: number | null;
  readonly replicas: readonly number[];
  readonly inSyncReplicas: readonly number[];
  readonly offlineReplicas: readonly number[];
  readonly error: KafkaError | null;
}

/** One topic. With an error, for example if it does not exist, it usually has no partitions. */
export interface TopicMetadata {
  readonly name: string;
  /** Null on brokers before 2.8, which have no topic ids. */
  readonly topicId: string | null;
  readonly isInternal: boolean;
  readonly error: KafkaError | null;
  /** In order of their numbers. */
  readonly partitions: readonly PartitionMetadata[];
}

/** One broker's view of the cluster; another broker may have a newer one. */
export interface ClusterMetadata {
  readonly clusterId: string | null;
  /** Null while none is elected. On KRaft any broker: each forwards requests to the controller. */
  readonly controllerId: number | null;
  /** The brokers that are alive, in order of their ids. */
  readonly nodes: readonly Node[];
  /** Every topic in the request. */
  readonly topics: ReadonlyMap<string, TopicMetadata>;
}

const noTopicId = "00000000-0000-0000-0000-000000000000";

/** The first version of Metadata that can name a topic without creating it. */
export const metadataMinVersion = 4;

/**
 * Converts a Metadata response to plain data, with null instead of Kafka's -1 or zeros.
 *
 * Omits brokers without a usable address. A topic in `asked` that the response omits gets an
 * {@link omissionError}.
 */
export function toClusterMetadata(
  response: ResponseOf<typeof metadata>,
  asked: Iterable<string> = [],
): ClusterMetadata {
  const topics = new Map(
    response.topics.map((topic) => [topic.name ?? "", toTopicMetadata(topic)]),
  );
  for (const name of asked) if (!topics.has(name)) topics.set(name, omittedTopic(name));
  return {
    clusterId: response.clusterId,
    controllerId: orNull(response.controllerId),
    nodes: response.brokers
      .filter(({ host, port }) => host !== "" && port > 0 && port <= maxPort)
      .map(({ nodeId, host, port, rack }) => ({ id: nodeId, host, port, rack }))
      .toSorted((a, b) => a.id - b.id),
    topics,
  };
}

/** Returns the topic in `cluster`; if it is missing, one with an {@link omissionError}. */
export function topicIn({ topics }: ClusterMetadata, name: string): TopicMetadata {
  return topics.get(name) ?? omittedTopic(name);
}

/** Returns the partition with a number, in constant time if no number below it is missing. */
export function partitionIn(
  partitions: readonly PartitionMetadata[],
  partition: number,
): PartitionMetadata | undefined {
  const likely = partitions[partition];
  return likely?.partition === partition
    ? likely
    : partitions.find((other) => other.partition === partition);
}

const maxPort = 65_535;

function omittedTopic(name: string): TopicMetadata {
  return { name, topicId: null, isInternal: false, error: omissionError(), partitions: [] };
}

type RawTopic = ResponseOf<typeof metadata>["topics"][number];
type RawPartition = RawTopic["partitions"][number];

function toTopicMetadata(topic: RawTopic): TopicMetadata {
  return {
    name: topic.name ?? "",
    topicId: topic.topicId === noTopicId ? null : topic.topicId,
    isInternal: topic.isInternal,
    error: toKafkaError(topic.errorCode, null, { api: metadata, topic: topic.name ?? "" }),
    partitions: topic.partitions
      .map(toPartitionMetadata)
      .toSorted((a, b) => a.partition - b.partition),
  };
}

function toPartitionMetadata(partition: RawPartition): PartitionMetadata {
  return {
    partition: partition.partitionIndex,
    leader: orNull(partition.leaderId),
    leaderEpoch: orNull(partition.leaderEpoch),
    replicas: partition.replicaNodes,
    inSyncReplicas: partition.isrNodes,
    offlineReplicas: partition.offlineReplicas,
    error: toKafkaError(partition.errorCode),
  };
}

function orNull(id: number): number | null {
  return id < 0 ? null : id;
}
