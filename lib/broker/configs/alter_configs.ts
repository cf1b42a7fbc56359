import type { ErrorName } from "../../wire/errors.ts";
import { StorageError } from "../log/commit_queue.ts";
import { nodeId } from "../node_id.ts";
import type { BrokerServices } from "../services.ts";
import { listItems } from "./config_type.ts";
import { topicConfig, topicConfigError, topicConfigValue } from "./topic_configs.ts";

/** Kinds of resources that have configs, as Kafka numbers them. */
export const resourceTypes = { topic: 2, broker: 4 } as const;

/** What IncrementalAlterConfigs can do with a config, as Kafka numbers it. */
export const configOperations = { set: 0, delete: 1, append: 2, subtract: 3 } as const;

/** One change of one config. */
export interface ConfigChange {
  readonly name: string;
  readonly configOperation: number;
  readonly value: string | null;
}

/** What came of a request to change the configs of one resource. */
export interface AlterResult {
  readonly error: ErrorName;
  readonly message: string | null;
}

/** A resource as a request names it. */
export interface ConfigResource {
  readonly resourceType: number;
  readonly resourceName: string;
}

const done: AlterResult = { error: "NONE", message: null };

type Configs = ReadonlyMap<string, string>;

/**
 * Changes the configs of a topic; resolves when that is on disk.
 *
 * @param options.change Makes the new configs from the old; gives a sentence when it cannot.
 */
export async function alterTopicConfigs(
  resource: ConfigResource,
  services: BrokerServices,
  options: {
    readonly change: (configs: Configs) => Configs | string;
    readonly validateOnly: boolean;
  },
): Promise<AlterResult> {
  if (resource.resourceType !== resourceTypes.topic) return unalterable(resource);
  const topic = services.topics.get(resource.resourceName);
  if (topic === undefined) return { error: "UNKNOWN_TOPIC_OR_PARTITION", message: null };
  const changed = options.change(topic.configs);
  if (typeof changed === "string") return { error: "INVALID_CONFIG", message: changed };
  if (options.validateOnly) return done;
  try {
    await services.topics.setConfigs(topic, (configs) => {
      const latest = options.change(configs);
      return typeof latest === "string" ? configs : latest;
    });
    return done;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return { error: "KAFKA_STORAGE_ERROR", message: error.message };
  }
}

function unalterable(resource: ConfigResource): AlterResult {
  const isBroker = resource.resourceType === resourceTypes.broker &&
    ["", String(nodeId)].includes(resource.resourceName);
  return {
    error: "INVALID_REQUEST",
    message: isBroker
      ? "The settings of this broker are fixed when it is started, with --set NAME=VALUE"
      : `This broker has no configs of resource type ${resource.resourceType} ` +
        `named "${resource.resourceName}"`,
  };
}

/** All configs of a topic replaced by `wanted`, or a sentence that says why not. */
export function replacedConfigs(
  wanted: readonly { readonly name: string; readonly value: string | null }[],
): Configs | string {
  for (const { name, value } of wanted) {
    const wrong = topicConfigError(name, value);
    if (wrong !== null) return wrong;
  }
  return new Map(wanted.map(({ name, value }) => [name, value ?? ""]));
}

/** `configs` after `changes`, or a sentence that says why not. */
export function changedConfigs(
  configs: Configs,
  changes: readonly ConfigChange[],
  settings: BrokerServices["settings"],
): Configs | string {
  const result = new Map(configs);
  for (const change of changes) {
    const { name, configOperation } = change;
    const config = topicConfig(name);
    if (config === undefined) return `Unknown topic config name: ${name}`;
    if (configOperation === configOperations.delete) {
      result.delete(name);
      continue;
    }
    const value = newValue(change, topicConfigValue({ configs: result }, name, settings));
    if (configOperation !== configOperations.set && config.type !== "list") {
      return `Config value append or subtract is not allowed for config key: ${name}`;
    }
    const wrong = topicConfigError(name, value);
    if (wrong !== null) return wrong;
    result.set(name, value ?? "");
  }
  return result;
}

function newValue(change: ConfigChange, current: string): string | null {
  if (change.value === null || change.configOperation === configOperations.set) {
    return change.value;
  }
  const [old, given] = [listItems(current), listItems(change.value)];
  const items = change.configOperation === configOperations.append
    ? [...old, ...given.filter((item) => !old.includes(item))]
    : old.filter((item) => !given.includes(item));
  return items.join(",");
}
