import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { describeConfigs } from "../../wire/messages/32_describe_configs.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { resourceTypes } from "../configs/alter_configs.ts";
import {
  brokerConfigEntries,
  clientMetricsConfigEntries,
  clusterConfigEntries,
  type ConfigEntry,
  groupConfigEntries,
  topicConfigEntries,
} from "../configs/config_entries.ts";
import { nodeId } from "../node_id.ts";
import type { BrokerServices } from "../services.ts";
import { topicNameError } from "../topics/topic_name.ts";
import { distinct } from "./distinct.ts";

type Request = RequestOf<typeof describeConfigs>;
type ResourceRequest = Request["resources"][number];
type ResourceResponse = Input<ResponseOf<typeof describeConfigs>["results"][number]>;

/** Approximate memory of the configs of one resource in an answer, as objects and as bytes. */
const resourceBytes = 16_000;

/** The same for a group, or a topic that does not exist. */
const otherBytes = 2_000;

/**
 * DescribeConfigs v1-4: returns every config of a topic, the broker, a group or a subscription to
 * client metrics, with defaults and sources.
 *
 * Without keys, or with an empty list, all configs are returned. A resource that occurs twice is
 * returned once; the last list of keys counts. v1 adds synonyms if requested, v3 types and
 * documentation, v4 compact lengths.
 *
 * @see KIP-226
 */
export const describeConfigsHandler: ApiHandler<Request, ResponseOf<typeof describeConfigs>> = {
  api: describeConfigs,
  minVersion: 1,
  maxVersion: 4,
  answerBytes: ({ resources }, { services }) =>
    Math.min(resources.length, services.topics.size + 1) * resourceBytes +
    resources.length * otherBytes,
  async handle(request, { services, work }): LaterAnswer<typeof describeConfigs> {
    const key = ({ resourceType, resourceName }: ResourceRequest): string =>
      `${resourceType} ${resourceName}`;
    const resources = await distinct(request.resources, key, work);
    return { results: await work.map(resources, (each) => describe(each, request, services)) };
  },
};

function describe(
  resource: ResourceRequest,
  request: Request,
  services: BrokerServices,
): ResourceResponse {
  const { resourceType, resourceName, configurationKeys } = resource;
  const entries = entriesOf(resource, services);
  if ("error" in entries) {
    const { error, message } = entries;
    return { resourceType, resourceName, errorCode: errorCodes[error], errorMessage: message };
  }
  const wanted = configurationKeys === null || configurationKeys.length === 0
    ? entries
    : entriesNamed(entries, configurationKeys);
  return {
    resourceType,
    resourceName,
    configs: wanted.map((entry) => ({
      ...entry,
      synonyms: request.includeSynonyms ? entry.synonyms : [],
      documentation: request.includeDocumentation ? entry.documentation : null,
    })),
  };
}

function entriesNamed(entries: ConfigEntry[], names: readonly string[]): ConfigEntry[] {
  const wanted = new Set(names);
  return entries.filter(({ name }) => wanted.has(name));
}

interface Refusal {
  readonly error: ErrorName;
  readonly message: string;
}

function entriesOf(
  { resourceType, resourceName: name }: ResourceRequest,
  { topics, settings }: BrokerServices,
): ConfigEntry[] | Refusal {
  if (resourceType === resourceTypes.topic) {
    const wrongName = topicNameError(name);
    if (wrongName !== null) return { error: "INVALID_TOPIC_EXCEPTION", message: wrongName };
    const topic = topics.get(name);
    if (topic !== undefined) return topicConfigEntries(topic, settings);
    return { error: "UNKNOWN_TOPIC_OR_PARTITION", message: `The topic '${name}' does not exist.` };
  }
  return otherEntries(resourceType, name, settings);
}

/** The configs of a resource that is not a topic, or the error that Kafka returns. */
function otherEntries(
  resourceType: number,
  name: string,
  settings: BrokerServices["settings"],
): ConfigEntry[] | Refusal {
  switch (resourceType) {
    case resourceTypes.broker:
      // The empty name requests the settings of the whole cluster.
      if (name === "") return clusterConfigEntries(settings);
      return brokerRefusal(name, `${nodeId} or empty string,`) ?? brokerConfigEntries(settings);
    case resourceTypes.brokerLogger:
      // This broker has no loggers with levels.
      return name === ""
        ? invalid("Broker id must not be empty")
        : brokerRefusal(name, nodeId) ?? [];
    case resourceTypes.clientMetrics:
      return name === ""
        ? invalid("Client metrics subscription name must not be empty")
        : clientMetricsConfigEntries();
    case resourceTypes.group:
      return name === "" ? invalid("Group name must not be empty") : groupConfigEntries();
    default:
      return invalid(`This broker has no configs of resource type ${resourceType}`);
  }
}

function brokerRefusal(name: string, expected: string | number): Refusal | null {
  if (name === String(nodeId)) return null;
  if (!/^[+-]?\d+$/.test(name)) return invalid(`Broker id must be an integer, but it is: ${name}`);
  return invalid(`Unexpected broker id, expected ${expected} but received ${name}`);
}

function invalid(message: string): Refusal {
  return { error: "INVALID_REQUEST", message };
}
