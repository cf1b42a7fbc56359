import type { Topic } from "../topics/topic.ts";
import { type BrokerSettings, brokerSettingTable } from "./broker_settings.ts";
import { type ConfigDefinition, configTypeCodes } from "./config_type.ts";
import { clientMetricsConfigTable, groupConfigTable } from "./resource_config_tables.ts";
import { topicConfigTable } from "./topic_config_table.ts";

/** The sources of a config's value, as DescribeConfigs numbers them. */
const configSources = {
  dynamicTopic: 1,
  dynamicDefaultBroker: 3,
  staticBroker: 4,
  default: 5,
} as const;

/**
 * Settings that a new Kafka cluster sets for all its brokers: the one that eligible leader replicas
 * depend on, KIP-966.
 */
const clusterWide: ReadonlySet<string> = new Set(["min.insync.replicas"]);

/** In Kafka the default of this setting is another setting, log.retention.hours. */
const withoutDefault: ReadonlySet<string> = new Set(["log.retention.ms"]);

/** A possible source of a value; synonyms are in order of precedence. */
export interface ConfigSynonym {
  readonly name: string;
  readonly value: string;
  readonly source: number;
}

/** A config as DescribeConfigs reports it. */
export interface ConfigEntry {
  readonly name: string;
  readonly value: string;
  readonly readOnly: boolean;
  readonly configSource: number;
  readonly isSensitive: boolean;
  readonly synonyms: readonly ConfigSynonym[];
  readonly configType: number;
  readonly documentation: string;
}

/** Returns every config of a topic by name, with its value and the sources of the value. */
export function topicConfigEntries(
  topic: Pick<Topic, "configs">,
  settings: BrokerSettings,
): ConfigEntry[] {
  return topicConfigTable.map((config) => {
    const own = topic.configs.get(config.name);
    const synonyms = [
      ...(own === undefined
        ? []
        : [{ name: config.name, value: own, source: configSources.dynamicTopic }]),
      ...(config.brokerSetting === undefined ? [] : brokerSynonyms(config.brokerSetting, settings)),
    ];
    return entry(config, synonyms, { readOnly: false });
  });
}

/** Returns every setting of the broker; all are read-only. */
export function brokerConfigEntries(settings: BrokerSettings): ConfigEntry[] {
  return brokerSettingTable.map((config) =>
    entry(config, brokerSynonyms(config.name, settings), { readOnly: true })
  );
}

/** Returns the cluster-wide settings, which Kafka lists for broker "". */
export function clusterConfigEntries(settings: BrokerSettings): ConfigEntry[] {
  return brokerSettingTable.filter(({ name }) => clusterWide.has(name)).map((config) =>
    entry(config, clusterSynonyms(config.name, settings), { readOnly: true })
  );
}

/** Returns every config of a group; all are read-only. */
export function groupConfigEntries(): ConfigEntry[] {
  return groupConfigTable.map((config) => {
    const { name, defaultValue: value } = config;
    const synonyms = [{ name, value, source: configSources.default }];
    return entry(config, synonyms, { readOnly: true });
  });
}

/** Returns every config of a subscription to client metrics; all are read-only. */
export function clientMetricsConfigEntries(): ConfigEntry[] {
  return clientMetricsConfigTable.map((config) => entry(config, [], { readOnly: true }));
}

function entry(
  config: ConfigDefinition,
  synonyms: readonly ConfigSynonym[],
  options: { readonly readOnly: boolean },
): ConfigEntry {
  const [first] = synonyms;
  return {
    name: config.name,
    value: first?.value ?? config.defaultValue,
    readOnly: options.readOnly,
    configSource: first?.source ?? configSources.default,
    isSensitive: false,
    synonyms,
    configType: configTypeCodes[config.type],
    documentation: config.documentation,
  };
}

function brokerSynonyms(name: string, settings: BrokerSettings): ConfigSynonym[] {
  const byDefault = brokerSettingTable.find((config) => config.name === name)?.defaultValue ?? "";
  return [
    ...clusterSynonyms(name, settings),
    ...(settings.isGiven(name)
      ? [{ name, value: settings.get(name), source: configSources.staticBroker }]
      : []),
    ...(withoutDefault.has(name)
      ? []
      : [{ name, value: byDefault, source: configSources.default }]),
  ];
}

function clusterSynonyms(name: string, settings: BrokerSettings): ConfigSynonym[] {
  if (!clusterWide.has(name)) return [];
  return [{ name, value: settings.get(name), source: configSources.dynamicDefaultBroker }];
}
