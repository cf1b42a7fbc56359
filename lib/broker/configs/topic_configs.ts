import type { BatchRules } from "../log/batch_checks.ts";
import type { Topic } from "../topics/topic.ts";
import type { BrokerSettings } from "./broker_settings.ts";
import { type ConfigDefinition, invalidValue, listItems } from "./config_type.ts";
import { topicConfigTable } from "./topic_config_table.ts";

const byName = new Map(topicConfigTable.map((config) => [config.name, config]));

/** Returns the definition of a topic config; undefined if Kafka has none of that name. */
export function topicConfig(name: string): ConfigDefinition | undefined {
  return byName.get(name);
}

/** Returns why a topic config is invalid, as a sentence; null if it is valid. */
export function topicConfigError(name: string, value: string | null): string | null {
  const config = byName.get(name);
  if (config === undefined) return `Unknown topic config name: ${name}`;
  if (value === null) return `Null value not supported for topic configs: ${name}`;
  const wrong = invalidValue(config, value);
  return wrong === null ? null : `Invalid value ${value} for configuration ${name}: ${wrong}`;
}

/** Returns the value of a topic's config: its own, or the broker's setting, or Kafka's default. */
export function topicConfigValue(
  topic: Pick<Topic, "configs">,
  name: string,
  settings: BrokerSettings,
): string {
  const own = topic.configs.get(name);
  if (own !== undefined) return own;
  const config = byName.get(name);
  if (config?.brokerSetting === undefined) return config?.defaultValue ?? "";
  return settings.get(config.brokerSetting);
}

/** The rules by which a topic's old records are deleted. */
export interface CleanupRules {
  readonly deletes: boolean;
  readonly compacts: boolean;
  /** Milliseconds; null for no limit. */
  readonly retentionMs: bigint | null;
  /** Bytes; null for no limit. */
  readonly retentionBytes: number | null;
  readonly minCompactionLagMs: bigint;
  readonly deleteRetentionMs: bigint;
}

/** Returns the cleanup rules of a topic from its configs. */
export function cleanupRules(topic: Topic, settings: BrokerSettings): CleanupRules {
  const value = (name: string): string => topicConfigValue(topic, name, settings);
  const policies = listItems(value("cleanup.policy"));
  const retentionMs = BigInt(value("retention.ms"));
  const retentionBytes = Number(value("retention.bytes"));
  return {
    deletes: policies.includes("delete"),
    compacts: policies.includes("compact"),
    retentionMs: retentionMs < 0n ? null : retentionMs,
    retentionBytes: retentionBytes < 0 ? null : retentionBytes,
    minCompactionLagMs: BigInt(value("min.compaction.lag.ms")),
    deleteRetentionMs: BigInt(value("delete.retention.ms")),
  };
}

/** First version of Produce that can carry zstd, KIP-110. */
const firstZstdVersion = 7;

/** Returns the rules for a batch in a Produce request of `produceVersion`, from the configs. */
export function batchRules(
  topic: Topic,
  settings: BrokerSettings,
  produceVersion: number,
): BatchRules {
  const value = (name: string): string => topicConfigValue(topic, name, settings);
  return {
    maxMessageBytes: Number(value("max.message.bytes")),
    timestampType: value("message.timestamp.type") === "LogAppendTime"
      ? "LogAppendTime"
      : "CreateTime",
    timestampAfterMaxMs: BigInt(value("message.timestamp.after.max.ms")),
    timestampBeforeMaxMs: BigInt(value("message.timestamp.before.max.ms")),
    compacted: listItems(value("cleanup.policy")).includes("compact"),
    allowsZstd: produceVersion >= firstZstdVersion,
  };
}
