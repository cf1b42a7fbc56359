import { describeConfigs as describeConfigsApi } from "../../wire/messages/32_describe_configs.ts";
import type { ResponseOf } from "../../wire/schema/schema.ts";
import type { KafkaClient } from "../client.ts";
import { type KafkaError, omissionError, toKafkaError } from "../kafka_error.ts";
import type { AdminOptions } from "./admin_options.ts";

/** The source of a config's value, with Kafka's names. */
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
  /** Null if it has no value, or is a secret. */
  readonly value: string | null;
  readonly source: ConfigSource;
  /** Whether the value is Kafka's default, set neither for the topic nor for the brokers. */
  readonly isDefault: boolean;
  readonly isSensitive: boolean;
  readonly isReadOnly: boolean;
}

const topicResource = 2;
/** Topics per request; the response has about forty configs for each. */
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

/** The configs of a topic, or why the client is not authorized to read them. */
export type VisibleConfigs =
  | { readonly entries: readonly ConfigEntry[]; readonly error: null }
  | { readonly entries: null; readonly error: KafkaError };

/**
 * Returns all configs of topics, by topic and sorted by name; the error for a topic whose configs
 * the client is not authorized to read. `timeoutMs` is the limit for each request.
 *
 * @throws {KafkaError} If a topic does not exist, or the broker does not report its configs.
 * @throws {ConnectionLostError} If no broker responds.
 */
export async function describeConfigs(
  client: KafkaClient,
  topics: readonly string[],
  options: AdminOptions = {},
): Promise<Map<string, VisibleConfigs>> {
  const configs = new Map<string, VisibleConfigs>();
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
      const request = { api: describeConfigsApi, topic: resourceName };
      const error = toKafkaError(errorCode, errorMessage, request);
      if (error === null) {
        configs.set(resourceName, { entries: entries.map(toEntry).toSorted(byName), error });
      } else if (error.missingRight !== undefined) {
        configs.set(resourceName, { entries: null, error });
      } else {
        throw error.during(`read the configs of topic "${resourceName}"`);
      }
    }
    // Without this check, a reset would recreate the topic without its configs.
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
