import type { TestBroker } from "../_broker.ts";

/** A request of any API, for code that does not depend on the type of its body. */
// deno-lint-ignore no-explicit-any -- the table holds the bodies of every API
type Body = any;

const anyAcl = {
  resourceTypeFilter: 2,
  resourceNameFilter: "orders",
  patternTypeFilter: 3,
  principalFilter: "User:alice",
  hostFilter: "*",
  operation: 3,
  permissionType: 3,
};

const acl = {
  resourceType: 2,
  resourceName: "orders",
  resourcePatternType: 3,
  principal: "User:alice",
  host: "*",
  operation: 3,
  permissionType: 3,
};

const user = { entityType: "user", entityName: "alice" };
const hmac = new Uint8Array([1, 2, 3]);

/** The errors of features that are disabled, as by Kafka without an authorizer or logins. */
export const securityDisabled = 54;
const tokensNotAllowed = 64;
const noSuchResource = 91;
const noSuchTransaction = 105;

/**
 * By API key: requests of admin tools to a broker without access control, quotas and logins, for a
 * topic of two partitions, and the only error code in the response.
 */
export const adminRequests: Readonly<
  Record<
    number,
    (topic: string, broker: TestBroker, version: number) => readonly [body: Body, code?: number]
  >
> = {
  29: () => [anyAcl, securityDisabled],
  30: () => [{ creations: [acl, acl] }, securityDisabled],
  31: () => [{ filters: [anyAcl] }, securityDisabled],
  34: (topic, { services }) => [
    { dirs: [{ path: services.dataPath, topics: [{ name: topic, partitions: [0, 1] }] }] },
  ],
  38: (_topic, _broker, version) => [
    {
      renewers: [{ principalType: "User", principalName: "bob" }],
      maxLifetimeMs: -1n,
      ...(version >= 3 && { ownerPrincipalType: "User", ownerPrincipalName: "alice" }),
    },
    tokensNotAllowed,
  ],
  39: () => [{ hmac, renewPeriodMs: 1n }, tokensNotAllowed],
  40: () => [{ hmac, expiryTimePeriodMs: 1n }, tokensNotAllowed],
  41: () => [
    { owners: [{ principalType: "User", principalName: "alice" }] },
    tokensNotAllowed,
  ],
  43: () => [{ topicPartitions: null }],
  45: (topic) => [
    { topics: [{ name: topic, partitions: [{ partitionIndex: 0, replicas: [1] }] }] },
  ],
  48: () => [{ components: [{ entityType: "user", matchType: 0, match: "alice" }], strict: true }],
  49: () => [
    { entries: [{ entity: [user], ops: [{ key: "request_percentage", remove: true }] }] },
  ],
  50: () => [{ users: null }],
  51: () => [{ deletions: [{ name: "alice", mechanism: 1 }] }, noSuchResource],
  61: (topic) => [{ topics: [{ name: topic, partitionIndexes: [0, 1] }] }],
  65: () => [{ transactionalIds: ["payments"] }, noSuchTransaction],
  66: (_topic, _broker, version) => [
    {
      stateFilters: ["Ongoing"],
      producerIdFilters: [1n],
      ...(version >= 1 && { durationFilter: 1n }),
      ...(version >= 2 && { transactionalIdPattern: "pay.*" }),
    },
  ],
  74: (_topic, _broker, version) => [version >= 1 ? { resourceTypes: [2, 4, 8, 16, 32] } : {}],
};
