import type { AnyApi } from "../../wire/schema/schema.ts";
import type { AnyApiHandler } from "../api.ts";
import { produceHandler } from "./00_produce.ts";
import { fetchHandler } from "./01_fetch.ts";
import { listOffsetsHandler } from "./02_list_offsets.ts";
import { metadataHandler } from "./03_metadata.ts";
import { type AdvertisedApi, apiVersionsHandler } from "./18_api_versions.ts";
import { createTopicsHandler } from "./19_create_topics.ts";
import { initProducerIdHandler } from "./22_init_producer_id.ts";
import { lazyApis } from "./lazy_apis.ts";

/** An API in the versions that are really served, with what serves it. */
export interface ServedApi extends AnyApi {
  /** Its handler; those of {@link lazyApis} are loaded at the first request. */
  load(): AnyApiHandler | Promise<AnyApiHandler>;
}

/** The APIs of a broker, by key. */
export interface ApiRegistry {
  readonly byKey: ReadonlyMap<number, ServedApi>;
}

/**
 * The APIs of producers, and of consumers without a group. They and {@link lazyApis} are every API
 * that this broker serves; ApiVersions is read off both tables.
 *
 * Access control, quotas, SCRAM users, delegation tokens and moves between brokers do not exist
 * here: these APIs answer as Kafka does where they are switched off or have nothing to do, so that
 * admin tools get an answer. Left out on purpose: transactions (24-28), SASL (17, 36), the new
 * group protocol (68, 69), share and streams groups (76 and up), the controllers' side (55, 57,
 * 64), since no client needs them in its default configuration; telemetry (71, 72), since clients
 * push metrics only where it is offered; DescribeTopicPartitions (75), since tools fall back to
 * Metadata.
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

/** What ApiVersions lists. */
const advertised: readonly AdvertisedApi[] = [
  ...handlers.map(({ api, minVersion, maxVersion }) => ({ key: api.key, minVersion, maxVersion })),
  ...lazyApis,
];

/** The table by key, each API in the range that is both advertised and known to the codec. */
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
