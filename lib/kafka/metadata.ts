import { metadata } from "../wire/messages/03_metadata.ts";
import type { ResponseOf } from "../wire/schema.ts";
import { type KafkaError, toKafkaError } from "./kafka_error.ts";

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
  /** Null while there is none. */
  readonly leader: number | null;
  /** Null where the broker does not tell. */
  readonly leaderEpoch: number | null;
  readonly replicas: readonly number[];
  readonly inSyncReplicas: readonly number[];
  readonly offlineReplicas: readonly number[];
  readonly error: KafkaError | null;
}

/** One topic; with an error, as when it does not exist, it usually has no partitions. */
export interface TopicMetadata {
  readonly name: string;
  /** Null on brokers before 2.8, which have no topic ids. */
  readonly topicId: string | null;
  readonly isInternal: boolean;
  readonly error: KafkaError | null;
  /** In order of their numbers. */
  readonly partitions: readonly PartitionMetadata[];
}

/** What one broker knows of the cluster; another may know something newer. */
export interface ClusterMetadata {
  readonly clusterId: string | null;
  /** Null while there is none. On KRaft any broker: each passes on what is for the controller. */
  readonly controllerId: number | null;
  /** The brokers that are alive, in order of their ids. */
  readonly nodes: readonly Node[];
  /** The topics asked for. */
  readonly topics: ReadonlyMap<string, TopicMetadata>;
}

const noTopicId = "00000000-0000-0000-0000-000000000000";

/** Turns a Metadata response into plain data, with null where Kafka writes -1 or zeros. */
export function toClusterMetadata(response: ResponseOf<typeof metadata>): ClusterMetadata {
  return {
    clusterId: response.clusterId,
    controllerId: orNull(response.controllerId),
    nodes: response.brokers
      .map(({ nodeId, host, port, rack }) => ({ id: nodeId, host, port, rack }))
      .toSorted((a, b) => a.id - b.id),
    topics: new Map(
      response.topics.map((topic) => [topic.name ?? "", toTopicMetadata(topic)]),
    ),
  };
}

type RawTopic = ResponseOf<typeof metadata>["topics"][number];
type RawPartition = RawTopic["partitions"][number];

function toTopicMetadata(topic: RawTopic): TopicMetadata {
  return {
    name: topic.name ?? "",
    topicId: topic.topicId === noTopicId ? null : topic.topicId,
    isInternal: topic.isInternal,
    error: toKafkaError(topic.errorCode),
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
