import type { KafkaClient } from "../client.ts";
import type { Node, PartitionMetadata } from "../metadata.ts";
import type { AdminOptions } from "./admin_options.ts";
import { probeBrokers, type ProbedBroker } from "./probe_brokers.ts";

/** A reason why a cluster is unhealthy, with the names of Redpanda's health overview. */
export type HealthReason =
  | "no_elected_controller"
  | "nodes_down"
  | "leaderless_partitions"
  | "under_replicated_partitions";

/** One partition with a problem. */
export interface TroubledPartition {
  readonly topic: string;
  readonly partition: number;
  readonly replicas: readonly number[];
  readonly inSyncReplicas: readonly number[];
}

/** The health of a cluster, from the Kafka protocol alone. */
export interface Health {
  /** Whether there are no reasons. */
  readonly healthy: boolean;
  readonly reasons: readonly HealthReason[];
  readonly clusterId: string | null;
  /** Null while none is elected. On KRaft any broker: each forwards requests to the controller. */
  readonly controller: number | null;
  /** All known brokers, in order of their ids. */
  readonly brokers: readonly ProbedBroker[];
  readonly topicCount: number;
  readonly partitionCount: number;
  /** Partitions without a leader; no client can read or write them. */
  readonly leaderless: readonly TroubledPartition[];
  /** Leaderless partitions without a replica on any running broker, in sync or not. */
  readonly offline: readonly TroubledPartition[];
  /** Partitions with a leader, but with fewer replicas in sync than assigned. */
  readonly underReplicated: readonly TroubledPartition[];
}

/**
 * Checks a cluster: the metadata of all topics from one broker, whether each broker responds at its
 * advertised address, and whether replicas are on brokers that are missing.
 *
 * `timeoutMs` is the limit for each request. Partitions are sorted by topic and number.
 *
 * @throws {ConnectionLostError} If no broker responds.
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
  const findings = {
    controller: cluster.controllerId,
    brokers,
    leaderless: leaderless.map(toTroubled),
    offline: leaderless.filter((partition) => isOffline(partition, cluster.nodes)).map(toTroubled),
    underReplicated: partitions.filter(isUnderReplicated).map(toTroubled),
  };
  const reasons = reasonsOf(findings);
  return {
    healthy: reasons.length === 0,
    reasons,
    clusterId: cluster.clusterId,
    topicCount: topics.length,
    partitionCount: partitions.length,
    ...findings,
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
