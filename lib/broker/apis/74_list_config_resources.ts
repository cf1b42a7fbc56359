import { errorCodes } from "../../wire/errors.ts";
import { listConfigResources } from "../../wire/messages/74_list_config_resources.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";
import { resourceTypes } from "../configs/alter_configs.ts";
import { nodeId } from "../node_id.ts";
import type { BrokerServices } from "../services.ts";

type Resource = Input<ResponseOf<typeof listConfigResources>["configResources"][number]>;

/** First version that requests resources other than subscriptions to client metrics. */
const firstTypedVersion = 1;

/** Approximate memory of one topic in an answer, as an object and as bytes. */
const topicBytes = 300;

/**
 * ListConfigResources v0-1: topics, and this broker with its loggers. Groups and subscriptions to
 * client metrics have no configs here.
 *
 * v0 requests only subscriptions, v1 any types; an empty list requests all.
 *
 * @see KIP-1142
 */
export const listConfigResourcesHandler: ApiHandler<
  RequestOf<typeof listConfigResources>,
  ResponseOf<typeof listConfigResources>
> = {
  api: listConfigResources,
  minVersion: 0,
  maxVersion: 1,
  answerBytes: (_, { services }) => services.topics.size * topicBytes,
  handle(request, { services, apiVersion }): Answer<typeof listConfigResources> {
    if (apiVersion < firstTypedVersion) return {};
    const requested = new Set(request.resourceTypes);
    const known: readonly number[] = Object.values(resourceTypes);
    if ([...requested].some((type) => !known.includes(type))) {
      return { errorCode: errorCodes.UNSUPPORTED_VERSION };
    }
    const wanted = requested.size === 0 ? known : [...requested];
    return { configResources: wanted.flatMap((type) => resourcesOf(type, services)) };
  },
};

function resourcesOf(resourceType: number, { topics }: BrokerServices): Resource[] {
  switch (resourceType) {
    case resourceTypes.topic:
      return topics.all().map(({ name }) => ({ resourceType, resourceName: name }));
    case resourceTypes.broker:
    case resourceTypes.brokerLogger:
      return [{ resourceType, resourceName: String(nodeId) }];
    default:
      return [];
  }
}
