import { describeConfigs as describeConfigsApi } from "../../wire/messages/32_describe_configs.ts";
import type { ResponseOf } from "../../wire/schema/schema.ts";
import type { KafkaClient } from "../client.ts";
import { omissionError, toKafkaError } from "../kafka_error.ts";
import type { AdminOptions } from "./admin_options.ts";

/** Who set a config, as Kafka names it. */
export type ConfigSource =
  | "UNKNOWN"
  | "DYNAMIC_TOPIC_CONFIG"
  | "DYNAMIC_BROKER_CONFIG"
  | "DYNAMIC_DEFAULT_BROKER_CONFIG"
  | "STATIC_BROKER_CONFIG"
  | "DEFAULT_CONFIG"
  | "DYNAMIC_BROKER_LOGGER_CONFIG"
  | "DYNAMIC_CLIENT_METRICS_CONFIG"
  | "DYNAMIC_GROUP_CONFIG";

/** One config of a topic. */
export interface ConfigEntry {
  readonly name: string;
  /** Null where it has none, or is a secret. */
  readonly value: string | null;
  readonly source: ConfigSource;
  /** Nobody set it, neither for the topic nor for the brokers. */
  readonly isDefault: boolean;
  readonly isSensitive: boolean;
  readonly isReadOnly: boolean;
}

const topicResource = 2;
/** Topics per request; each answer carries some forty configs for every one of them. */
const maxTopicsPerRequest = 200;
const sources: readonly ConfigSource[] = [
  "UNKNOWN",
  "DYNAMIC_TOPIC_CONFIG",
  "DYNAMIC_BROKER_CONFIG",
  "DYNAMIC_DEFAULT_BROKER_CONFIG",
  "STATIC_BROKER_CONFIG",
  "DEFAULT_CONFIG",
  "DYNAMIC_BROKER_LOGGER_CONFIG",
  "DYNAMIC_CLIENT_METRICS_CONFIG",
  "DYNAMIC_GROUP_CONFIG",
];

/**
 * Reads all configs of topics, each topic's sorted by name. `timeoutMs` is for each request.
 *
 * @throws {KafkaError} When a topic does not exist, or its configs may not be read.
 * @throws {ConnectionLostError} When no broker answers.
 */
export async function describeConfigs(
  client: KafkaClient,
  topics: readonly string[],
  options: AdminOptions = {},
): Promise<Map<string, ConfigEntry[]>> {
  const configs = new Map<string, ConfigEntry[]>();
  for (let start = 0; start < topics.length; start += maxTopicsPerRequest) {
    const chunk = topics.slice(start, start + maxTopicsPerRequest);
    const { results } = await client.request(describeConfigsApi, {
      resources: chunk.map((resourceName) => ({
        resourceType: topicResource,
        resourceName,
        configurationKeys: null,
      })),
    }, options);
    for (const { resourceName, errorCode, errorMessage, configs: entries } of results) {
      const error = toKafkaError(errorCode, errorMessage);
      if (error !== null) throw error.during(`read the configs of topic "${resourceName}"`);
      configs.set(resourceName, entries.map(toEntry).toSorted(byName));
    }
    // A reset would recreate such a topic without its configs.
    const missing = chunk.find((name) => !configs.has(name));
    if (missing !== undefined) {
      throw omissionError().during(`read the configs of topic "${missing}"`);
    }
  }
  return configs;
}

type RawConfig = ResponseOf<typeof describeConfigsApi>["results"][number]["configs"][number];

function toEntry(config: RawConfig): ConfigEntry {
  const source = sources[config.configSource] ?? "UNKNOWN";
  return {
    name: config.name,
    value: config.value,
    source,
    isDefault: source === "DEFAULT_CONFIG",
    isSensitive: config.isSensitive,
    isReadOnly: config.readOnly,
  };
}

function byName(a: ConfigEntry, b: ConfigEntry): number {
  return a.name < b.name ? -1 : 1;
}
