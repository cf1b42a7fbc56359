import type { TroubledPartition } from "../../lib/kafka/admin/cluster_health.ts";
import type { PartitionList, RedpandaOverview } from "../../lib/redpanda/overview.ts";
import type { Output } from "../../lib/context.ts";
import { type Label, labels } from "../_shared/print.ts";
import type { State } from "../../lib/text/style.ts";
import type { HealthReport } from "./_check.ts";

/** Most names in one line; the count covers them all. */
const maxNamed = 20;

/** The report as text: a label and a value per line, then Redpanda's own overview. */
export function healthText(
  { healthy, reasons, kafka, redpanda }: HealthReport,
  output: Pick<Output, "styled">,
): string {
  const down = kafka.brokers.filter(({ isUp }) => !isUp);
  const lines: Label[] = [
    ["Healthy", healthyState(healthy)],
    ["Reasons", list(reasons)],
    ["Cluster", kafka.clusterId ?? "-"],
    ["Controller", idText(kafka.controller)],
    ["Brokers up", list(kafka.brokers.filter(({ isUp }) => isUp).map(({ id }) => id))],
    ["Brokers down", list(down.map(({ id }) => id))],
    ...down.map(({ id, problem }): Label => [`Broker ${id}`, problem ?? "-"]),
    ["Topics", String(kafka.topicCount)],
    ["Partitions", String(kafka.partitionCount)],
    ["Leaderless", named(kafka.leaderless)],
    ["Offline", named(kafka.offline)],
    ["Under-replicated", named(kafka.underReplicated)],
  ];
  return labels(lines, output) +
    (redpanda === null ? "" : `\nRedpanda\n${labels(redpandaLines(redpanda), output)}`);
}

function healthyState(healthy: boolean): State {
  return healthy ? { state: "yes", tone: "good" } : { state: "no", tone: "bad" };
}

/** The report as JSON; fields may be added, and never change their meaning. */
export function healthJson({ healthy, reasons, kafka, redpanda }: HealthReport): object {
  return {
    healthy,
    reasons,
    cluster: kafka.clusterId,
    controller: kafka.controller,
    brokers: kafka.brokers.map(({ id, host, port, rack, isUp, problem }) => (
      { id, host, port, rack, up: isUp, problem }
    )),
    topics: kafka.topicCount,
    partitions: kafka.partitionCount,
    leaderless: kafka.leaderless.map(partitionJson),
    offline: kafka.offline.map(partitionJson),
    under_replicated: kafka.underReplicated.map(partitionJson),
    redpanda: redpanda === null ? null : redpandaJson(redpanda),
  };
}

function redpandaLines(overview: RedpandaOverview): Label[] {
  const { nodesInRecoveryMode, highDiskUsageNodes } = overview;
  return [
    ["Healthy", healthyState(overview.healthy)],
    ["Reasons", list(overview.reasons)],
    ["Controller", idText(overview.controller)],
    ["Nodes", list(overview.nodes)],
    ["Nodes down", list(overview.nodesDown)],
    ...optional("Nodes in recovery mode", nodesInRecoveryMode),
    ...optional("Nodes short of disk", highDiskUsageNodes),
    ["Leaderless", partitionList(overview.leaderless)],
    ["Under-replicated", partitionList(overview.underReplicated)],
  ];
}

function redpandaJson(overview: RedpandaOverview): unknown {
  return {
    healthy: overview.healthy,
    reasons: overview.reasons,
    controller: overview.controller,
    nodes: overview.nodes,
    nodes_down: overview.nodesDown,
    nodes_in_recovery_mode: overview.nodesInRecoveryMode,
    high_disk_usage_nodes: overview.highDiskUsageNodes,
    leaderless: overview.leaderless.named,
    leaderless_count: overview.leaderless.count,
    under_replicated: overview.underReplicated.named,
    under_replicated_count: overview.underReplicated.count,
  };
}

function partitionJson(partition: TroubledPartition): unknown {
  const { topic, replicas, inSyncReplicas } = partition;
  return { topic, partition: partition.partition, replicas, in_sync_replicas: inSyncReplicas };
}

function optional(label: string, ids: readonly number[] | null): Label[] {
  return ids === null ? [] : [[label, list(ids)]];
}

function idText(id: number | null): string {
  return id === null ? "none" : String(id);
}

function named(partitions: readonly TroubledPartition[]): string {
  const names = partitions.map(({ topic, partition }) => `${topic}/${partition}`);
  return partitionList({ count: names.length, named: names });
}

function partitionList({ count, named }: PartitionList): string {
  if (count === 0) return "0";
  const shown = named.slice(0, maxNamed);
  return `${count}: ${shown.join(" ")}${count > shown.length ? " ..." : ""}`;
}

function list(values: readonly (string | number)[]): string {
  return values.length === 0 ? "-" : values.join(", ");
}
