import type { Topic } from "../topics/topic.ts";
import { type BrokerSettings, brokerSettingTable } from "./broker_settings.ts";
import { type ConfigDefinition, configTypeCodes } from "./config_type.ts";
import { topicConfigTable } from "./topic_config_table.ts";

/** Where a config's value comes from, as DescribeConfigs numbers it. */
export const configSources = {
  dynamicTopic: 1,
  staticBroker: 4,
  default: 5,
} as const;

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
    ...(settings.isGiven(name)
      ? [{ name, value: settings.get(name), source: configSources.staticBroker }]
      : []),
    { name, value: byDefault, source: configSources.default },
  ];
}
