import type { AnyApiHandler, ServedApi } from "../api.ts";
import { produceHandler } from "./00_produce.ts";
import { fetchHandler } from "./01_fetch.ts";
import { listOffsetsHandler } from "./02_list_offsets.ts";
import { metadataHandler } from "./03_metadata.ts";
import { type AdvertisedApi, apiVersionsHandler } from "./18_api_versions.ts";
import { createTopicsHandler } from "./19_create_topics.ts";
import { initProducerIdHandler } from "./22_init_producer_id.ts";
import { lazyApis } from "./lazy_apis.ts";

/** The APIs of a broker, by key. */
export interface ApiRegistry {
  readonly byKey: ReadonlyMap<number, ServedApi>;
}

/**
 * The APIs of producers, and of consumers without a group. Together with {@link lazyApis} they are
 * all APIs of this broker; ApiVersions lists both tables.
 *
 * Access control, quotas, SCRAM users, delegation tokens and moves between brokers do not exist
 * here. These APIs answer as Kafka does if they are disabled or have nothing to do, so that admin
 * tools get an answer. Omitted on purpose: transactions (24-28), SASL (17, 36), the new group
 * protocol (68, 69), share and streams groups (76 and up), and the APIs of controllers (55, 57,
 * 64), because no client needs them in its default configuration; telemetry (71, 72), because
 * clients push metrics only if it is offered; DescribeTopicPartitions (75), because tools fall back
 * to Metadata.
 */
const handlers: readonly AnyApiHandler[] = [
  produceHandler,
  fetchHandler,
  listOffsetsHandler,
  metadataHandler,
  apiVersionsHandler(() => advertised),
  createTopicsHandler,
  initProducerIdHandler,
];

/** The APIs that ApiVersions lists. */
const advertised: readonly AdvertisedApi[] = [
  ...handlers.map(({ api, minVersion, maxVersion }) => ({ key: api.key, minVersion, maxVersion })),
  ...lazyApis,
];

/** Every API by key, in the range of versions that both the handler and the codec support. */
export const registry: ApiRegistry = {
  byKey: new Map([...handlers.map(served), ...lazyApis].map((api) => [api.key, api])),
};

function served(handler: AnyApiHandler): ServedApi {
  const { key, name, flexibleSince } = handler.api;
  return {
    key,
    name,
    flexibleSince,
    minVersion: Math.max(handler.minVersion, handler.api.minVersion),
    maxVersion: handler.maxVersion,
    load: () => handler,
  };
}
