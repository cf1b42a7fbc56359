import type { ErrorName } from "../../wire/errors.ts";
import { StorageError } from "../log/commit_queue.ts";
import { nodeId } from "../node_id.ts";
import type { BrokerServices } from "../services.ts";
import { topicNameError } from "../topics/topic_name.ts";
import { listItems } from "./config_type.ts";
import { topicConfig, topicConfigError, topicConfigValue } from "./topic_configs.ts";

/** Kinds of resources that have configs, as Kafka numbers them. */
export const resourceTypes = {
  topic: 2,
  broker: 4,
  brokerLogger: 8,
  clientMetrics: 16,
  group: 32,
} as const;

/** The operations of IncrementalAlterConfigs, as Kafka numbers them. */
const configOperations = { set: 0, delete: 1, append: 2, subtract: 3 } as const;

/** A change of one config. */
export interface ConfigChange {
  readonly name: string;
  readonly configOperation: number;
  readonly value: string | null;
}

/** A config and its new value. */
export type WantedConfig = Pick<ConfigChange, "name" | "value">;

/** Whether every change in a list is a deletion. */
export function onlyDeletes(changes: readonly ConfigChange[]): boolean {
  return changes.every(({ configOperation }) => configOperation === configOperations.delete);
}

const knownOperations: ReadonlySet<number> = new Set(Object.values(configOperations));

/** The result of changing the configs of one resource. */
export interface AlterResult {
  readonly error: ErrorName;
  readonly message: string | null;
}

/** The resource that a request names. */
export interface ConfigResource {
  readonly resourceType: number;
  readonly resourceName: string;
}

const done: AlterResult = { error: "NONE", message: null };

type Configs = ReadonlyMap<string, string>;

/** A function that returns the new configs of a topic for the old ones, or an error. */
export type ConfigsChange = (configs: Configs) => Configs | AlterResult;

/** Returns the resources that a request names more than once; Kafka rejects each of them. */
export function repeatedResources<R extends ConfigResource>(all: readonly R[]): ReadonlySet<R> {
  const groups = Map.groupBy(
    all,
    ({ resourceType, resourceName }) => `${resourceType} ${resourceName}`,
  );
  return new Set([...groups.values()].filter((same) => same.length > 1).flat());
}

/**
 * Changes the configs of one resource of a request; resolves when that is on disk.
 *
 * @param options.repeated Whether the request names the resource more than once.
 * @param options.onlyDeletes Whether the change only deletes. For the broker that succeeds and does
 * nothing, because none of its settings is dynamic.
 */
export async function alterTopicConfigs(
  resource: ConfigResource,
  services: BrokerServices,
  options: {
    readonly change: ConfigsChange;
    readonly validateOnly: boolean;
    readonly repeated: boolean;
    readonly onlyDeletes?: boolean;
  },
): Promise<AlterResult> {
  if (options.repeated) {
    return { error: "INVALID_REQUEST", message: "Each resource must appear at most once." };
  }
  const { resourceType, resourceName: name } = resource;
  if (resourceType !== resourceTypes.topic) {
    return isBroker(resource) && options.onlyDeletes ? done : unalterable(resource);
  }
  const wrongName = topicNameError(name);
  if (wrongName !== null) return { error: "INVALID_TOPIC_EXCEPTION", message: wrongName };
  const topic = services.topics.get(name);
  if (topic === undefined) {
    return { error: "UNKNOWN_TOPIC_OR_PARTITION", message: `The topic '${name}' does not exist.` };
  }
  const changed = options.change(topic.configs);
  if ("error" in changed) return changed;
  if (options.validateOnly) return done;
  try {
    await services.topics.setConfigs(topic, (configs) => {
      const latest = options.change(configs);
      return "error" in latest ? configs : latest;
    });
    return done;
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return { error: "KAFKA_STORAGE_ERROR", message: error.message };
  }
}

function isBroker({ resourceType, resourceName }: ConfigResource): boolean {
  return resourceType === resourceTypes.broker && ["", String(nodeId)].includes(resourceName);
}

function unalterable(resource: ConfigResource): AlterResult {
  return {
    error: "INVALID_REQUEST",
    message: isBroker(resource)
      ? "The settings of this broker are fixed when it starts"
      : `This broker cannot change configs of resource type ${resource.resourceType} ` +
        `named "${resource.resourceName}"`,
  };
}

/** Returns `wanted` as all configs of a topic, or an error. */
export function replacedConfigs(wanted: readonly WantedConfig[]): Configs | AlterResult {
  const refusal = listRefusal(wanted) ?? valueRefusal(wanted);
  return refusal ?? new Map(wanted.map(({ name, value }) => [name, value ?? ""]));
}

/** Returns `configs` after `changes`, or an error. */
export function changedConfigs(
  configs: Configs,
  changes: readonly ConfigChange[],
  settings: BrokerServices["settings"],
): Configs | AlterResult {
  const { set, delete: remove } = configOperations;
  const settable = changes.filter(({ configOperation }) => configOperation !== remove);
  const refusal = listRefusal(changes, settable);
  if (refusal !== null) return refusal;
  const result = new Map(configs);
  for (const change of changes) {
    const { name, configOperation } = change;
    if (configOperation === remove) {
      result.delete(name);
      continue;
    }
    if (!knownOperations.has(configOperation)) {
      return invalidRequest(`Unknown operation ${configOperation} for ${name}`);
    }
    if (configOperation !== set && (topicConfig(name)?.type ?? "list") !== "list") {
      const word = configOperation === configOperations.append ? "APPEND" : "SUBTRACT";
      const message = `Can't ${word} to key ${name} because its type is not LIST.`;
      return { error: "INVALID_CONFIG", message };
    }
    const value = newValue(change, topicConfigValue({ configs: result }, name, settings));
    const wrong = valueRefusal([{ name, value }]);
    if (wrong !== null) return wrong;
    result.set(name, value);
  }
  return result;
}

/** Returns the error of a list with null values or duplicates, or null. */
function listRefusal(
  all: readonly WantedConfig[],
  settable: readonly WantedConfig[] = all,
): AlterResult | null {
  const nulls = settable.filter(({ value }) => value === null).map(({ name }) => name);
  if (nulls.length > 0) return invalidRequest(`Null value not supported for : ${nulls.join(", ")}`);
  const names = new Set(all.map(({ name }) => name));
  return names.size < all.length ? invalidRequest("Error due to duplicate config keys") : null;
}

function valueRefusal(wanted: readonly WantedConfig[]): AlterResult | null {
  for (const { name, value } of wanted) {
    const message = topicConfigError(name, value);
    if (message !== null) return { error: "INVALID_CONFIG", message };
  }
  return null;
}

function invalidRequest(message: string): AlterResult {
  return { error: "INVALID_REQUEST", message };
}

function newValue({ value, configOperation }: ConfigChange, current: string): string {
  const given = value ?? "";
  if (configOperation === configOperations.set) return given;
  const [old, items] = [new Set(listItems(current)), new Set(listItems(given))];
  const isAppended = configOperation === configOperations.append;
  const merged = [...isAppended ? old.union(items) : old.difference(items)];
  return merged.join(",");
}
