import type { KafkaClient } from "../client.ts";
import type { Node, PartitionMetadata } from "../metadata.ts";
import type { AdminOptions } from "./admin_options.ts";
import { type BrokerState, probeBrokers } from "./probe_brokers.ts";

/** Why a cluster is not healthy; the words of Redpanda's health overview. */
export type HealthReason =
  | "no_elected_controller"
  | "nodes_down"
  | "leaderless_partitions"
  | "under_replicated_partitions";

/** One partition that is not as it should be. */
export interface TroubledPartition {
  readonly topic: string;
  readonly partition: number;
  readonly replicas: readonly number[];
  readonly inSyncReplicas: readonly number[];
}

/** The state of a cluster as the Kafka protocol tells it. */
export interface Health {
  /** Whether there is no reason to the contrary. */
  readonly healthy: boolean;
  readonly reasons: readonly HealthReason[];
  readonly clusterId: string | null;
  /** Null while there is none. On KRaft any broker: each passes on what is for the controller. */
  readonly controller: number | null;
  /** All that are known, in order of their ids. */
  readonly brokers: readonly BrokerState[];
  readonly topicCount: number;
  readonly partitionCount: number;
  /** Partitions that nobody can read or write now. */
  readonly leaderless: readonly TroubledPartition[];
  /** Those of the leaderless that no broker alive has a copy of, in sync or not. */
  readonly offline: readonly TroubledPartition[];
  /** Partitions that work, with fewer replicas in sync than they should have. */
  readonly underReplicated: readonly TroubledPartition[];
}

/**
 * Looks at a cluster from outside: what one broker says of all topics, whether each broker answers
 * at the address that it advertises, and whether replicas lie on brokers that are not there.
 *
 * `timeoutMs` is for each request. Partitions are in order of topic and number.
 *
 * @throws {ConnectionLostError} When no broker answers.
 */
export async function clusterHealth(
  client: KafkaClient,
  options: AdminOptions = {},
): Promise<Health> {
  const cluster = await client.metadata({ ...options, topics: "all" });
  const topics = [...cluster.topics.values()].toSorted((a, b) => a.name < b.name ? -1 : 1);
  const partitions = topics.flatMap(({ name, partitions }) => (
    partitions.map((partition) => ({ ...partition, topic: name }))
  ));
  const replicaIds = new Set(partitions.flatMap(({ replicas }) => replicas));
  const brokers = await probeBrokers(client, cluster.nodes, replicaIds, options);
  const leaderless = partitions.filter(({ leader }) => leader === null);
  const judged = {
    controller: cluster.controllerId,
    brokers,
    leaderless: leaderless.map(toTroubled),
    offline: leaderless.filter((partition) => isOffline(partition, cluster.nodes)).map(toTroubled),
    underReplicated: partitions.filter(isUnderReplicated).map(toTroubled),
  };
  const reasons = reasonsOf(judged);
  return {
    healthy: reasons.length === 0,
    reasons,
    clusterId: cluster.clusterId,
    topicCount: topics.length,
    partitionCount: partitions.length,
    ...judged,
  };
}

function reasonsOf(
  health: Pick<Health, "controller" | "brokers" | "leaderless" | "underReplicated">,
): HealthReason[] {
  const holds: Readonly<Record<HealthReason, boolean>> = {
    no_elected_controller: health.controller === null,
    nodes_down: health.brokers.some(({ isUp }) => !isUp),
    leaderless_partitions: health.leaderless.length > 0,
    under_replicated_partitions: health.underReplicated.length > 0,
  };
  return (Object.keys(holds) as HealthReason[]).filter((reason) => holds[reason]);
}

function isUnderReplicated(partition: PartitionMetadata): boolean {
  const { leader, replicas, inSyncReplicas } = partition;
  return leader !== null && inSyncReplicas.length < replicas.length;
}

function isOffline(
  { replicas, offlineReplicas }: PartitionMetadata,
  nodes: readonly Node[],
): boolean {
  const alive = new Set(nodes.map(({ id }) => id));
  return replicas.every((id) => !alive.has(id) || offlineReplicas.includes(id));
}

function toTroubled(
  { topic, partition, replicas, inSyncReplicas }: TroubledPartition,
): TroubledPartition {
  return { topic, partition, replicas, inSyncReplicas };
}
