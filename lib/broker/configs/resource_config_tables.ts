import type { ConfigDefinition } from "./config_type.ts";

const noSuchGroups = "Shown as in Kafka; this broker has no such groups";
const noTelemetry = "Shown as in Kafka; this broker collects no metrics of clients";

function group(
  name: string,
  defaultValue: string,
  type: ConfigDefinition["type"] = "int",
): ConfigDefinition {
  return { name, type, defaultValue, documentation: noSuchGroups };
}

/**
 * Every config of a group in Apache Kafka 4.2 with its default. They apply to groups of the new
 * protocols, which this broker does not support.
 *
 * @see Kafka documentation, "Group Configs"
 */
export const groupConfigTable: readonly ConfigDefinition[] = [
  group("consumer.heartbeat.interval.ms", "5000"),
  group("consumer.session.timeout.ms", "45000"),
  group("share.auto.offset.reset", "latest", "string"),
  group("share.heartbeat.interval.ms", "5000"),
  group("share.isolation.level", "read_uncommitted", "string"),
  group("share.record.lock.duration.ms", "30000"),
  group("share.session.timeout.ms", "45000"),
  group("streams.heartbeat.interval.ms", "5000"),
  group("streams.initial.rebalance.delay.ms", "3000"),
  group("streams.num.standby.replicas", "0"),
  group("streams.session.timeout.ms", "45000"),
];

/**
 * Every config of a subscription to client metrics in Apache Kafka 4.2 with its default.
 *
 * @see KIP-714
 */
export const clientMetricsConfigTable: readonly ConfigDefinition[] = [
  { name: "interval.ms", type: "int", defaultValue: "300000", documentation: noTelemetry },
  { name: "match", type: "list", defaultValue: "", documentation: noTelemetry },
  { name: "metrics", type: "list", defaultValue: "", documentation: noTelemetry },
];
