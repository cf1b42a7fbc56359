import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { describeConfigs } from "../../wire/messages/32_describe_configs.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";
import { resourceTypes } from "../configs/alter_configs.ts";
import {
  brokerConfigEntries,
  type ConfigEntry,
  topicConfigEntries,
} from "../configs/config_entries.ts";
import { nodeId } from "../node_id.ts";
import type { BrokerServices } from "../services.ts";

type Request = RequestOf<typeof describeConfigs>;
type ResourceRequest = Request["resources"][number];
type ResourceResponse = Input<ResponseOf<typeof describeConfigs>["results"][number]>;

/**
 * DescribeConfigs v1-4: every config of a topic or of the broker, with defaults and sources.
 *
 * No list of keys, like an empty one, asks for all. v1 brings synonyms where asked, v3 types and
 * documentation, v4 compact lengths.
 *
 * @see KIP-226
 */
export const describeConfigsHandler: ApiHandler<Request, ResponseOf<typeof describeConfigs>> = {
  api: describeConfigs,
  minVersion: 1,
  maxVersion: 4,
  handle(request, { services }): Answer<typeof describeConfigs> {
    return { results: request.resources.map((resource) => describe(resource, request, services)) };
  },
};

function describe(
  resource: ResourceRequest,
  request: Request,
  services: BrokerServices,
): ResourceResponse {
  const { resourceType, resourceName, configurationKeys } = resource;
  const entries = entriesOf(resource, services);
  if (typeof entries === "string") {
    return { resourceType, resourceName, errorCode: errorCodes[entries] };
  }
  const wanted = configurationKeys === null || configurationKeys.length === 0
    ? entries
    : entries.filter(({ name }) => configurationKeys.includes(name));
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

function entriesOf(
  { resourceType, resourceName }: ResourceRequest,
  { topics, settings }: BrokerServices,
): ConfigEntry[] | ErrorName {
  if (resourceType === resourceTypes.topic) {
    const topic = topics.get(resourceName);
    return topic === undefined ? "UNKNOWN_TOPIC_OR_PARTITION" : topicConfigEntries(topic, settings);
  }
  if (resourceType !== resourceTypes.broker) return "INVALID_REQUEST";
  // The empty name asks for defaults of the whole cluster, of which none can be set here.
  if (resourceName === "") return [];
  return resourceName === String(nodeId) ? brokerConfigEntries(settings) : "INVALID_REQUEST";
}
