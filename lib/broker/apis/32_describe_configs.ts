import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { describeConfigs } from "../../wire/messages/32_describe_configs.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { resourceTypes } from "../configs/alter_configs.ts";
import {
  brokerConfigEntries,
  type ConfigEntry,
  topicConfigEntries,
} from "../configs/config_entries.ts";
import { nodeId } from "../node_id.ts";
import type { BrokerServices } from "../services.ts";
import { topicNameError } from "../topics/topic_name.ts";
import { distinct } from "./distinct.ts";

type Request = RequestOf<typeof describeConfigs>;
type ResourceRequest = Request["resources"][number];
type ResourceResponse = Input<ResponseOf<typeof describeConfigs>["results"][number]>;

/** About what the configs of one resource take in an answer, as objects and as bytes. */
const resourceBytes = 16_000;

/**
 * DescribeConfigs v1-4: every config of a topic or of the broker, with defaults and sources.
 *
 * No list of keys, like an empty one, asks for all. A resource that occurs twice is answered once;
 * the last list of keys counts. v1 brings synonyms where asked, v3 types and
 * documentation, v4 compact lengths.
 *
 * @see KIP-226
 */
export const describeConfigsHandler: ApiHandler<Request, ResponseOf<typeof describeConfigs>> = {
  api: describeConfigs,
  minVersion: 1,
  maxVersion: 4,
  answerBytes: ({ resources }, { services }) =>
    Math.min(resources.length, services.topics.size + 1) * resourceBytes,
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
  if (resourceType !== resourceTypes.broker) {
    const message = `This broker has no configs of resource type ${resourceType}`;
    return { error: "INVALID_REQUEST", message };
  }
  // The empty name asks for defaults of the whole cluster, of which none can be set here.
  if (name === "") return [];
  if (name === String(nodeId)) return brokerConfigEntries(settings);
  const message = `Unexpected broker id, expected ${nodeId} or empty string, but received ${name}`;
  return { error: "INVALID_REQUEST", message };
}
