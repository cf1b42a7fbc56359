import type { Topic } from "../topics/topic.ts";
import { type BrokerSettings, brokerSettingTable } from "./broker_settings.ts";
import { type ConfigDefinition, configTypeCodes } from "./config_type.ts";
import { clientMetricsConfigTable, groupConfigTable } from "./resource_config_tables.ts";
import { topicConfigTable } from "./topic_config_table.ts";

/** Where a config's value comes from, as DescribeConfigs numbers it. */
export const configSources = {
  dynamicTopic: 1,
  dynamicDefaultBroker: 3,
  staticBroker: 4,
  default: 5,
} as const;

/**
 * Settings that a new Kafka cluster has for all its brokers from the start: the one that eligible
 * leader replicas rest on, KIP-966.
 */
const clusterWide: ReadonlySet<string> = new Set(["min.insync.replicas"]);

/** Kafka's own default of this one is another setting, log.retention.hours. */
const withoutDefault: ReadonlySet<string> = new Set(["log.retention.ms"]);

/** One more place a value could come from, in order of precedence. */
export interface ConfigSynonym {
  readonly name: string;
  readonly value: string;
  readonly source: number;
}

/** One config as DescribeConfigs tells it. */
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

/** Every config of a topic with the value in force and where that comes from, by name. */
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

/** Every setting of the broker; all are fixed while it runs. */
export function brokerConfigEntries(settings: BrokerSettings): ConfigEntry[] {
  return brokerSettingTable.map((config) =>
    entry(config, brokerSynonyms(config.name, settings), { readOnly: true })
  );
}

/** The settings that hold for all brokers of the cluster, as Kafka lists them for broker "". */
export function clusterConfigEntries(settings: BrokerSettings): ConfigEntry[] {
  return brokerSettingTable.filter(({ name }) => clusterWide.has(name)).map((config) =>
    entry(config, clusterSynonyms(config.name, settings), { readOnly: true })
  );
}

/** Every config of a group; none can be set here. */
export function groupConfigEntries(): ConfigEntry[] {
  return groupConfigTable.map((config) => {
    const { name, defaultValue: value } = config;
    const synonyms = [{ name, value, source: configSources.default }];
    return entry(config, synonyms, { readOnly: true });
  });
}

/** Every config of a subscription to client metrics; none can be set here. */
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
