import { errorCodes } from "../wire/errors.ts";

/** A kind of resource that access control lists protect. */
export type ProtectedResource = "topic" | "group" | "transactional id" | "cluster";

/** An operation on a resource that a cluster checks, for example `Read` on the topic "orders". */
export interface RequiredRight {
  /** With Kafka's name, for example `DescribeConfigs`. */
  readonly operation: string;
  readonly resource: ProtectedResource;
  /** The name of the topic or the group, or the transactional id; null for the cluster. */
  readonly name: string | null;
  /** The operation and the resource, for example `Read on topic "orders"`; with alternatives. */
  readonly text: string;
}

/** A request, and the resources that an error in its response is about. */
export interface CheckedRequest {
  readonly api: { readonly key: number };
  readonly topic?: string;
  readonly group?: string;
  readonly transactionalId?: string;
}

type Operations = Readonly<Partial<Record<ProtectedResource, string>>>;

/**
 * The operations that Kafka checks for each request, by the key of its API and the resource.
 *
 * @see Kafka documentation, "Operations and Resources on Protocols"
 */
const checks: Readonly<Record<number, Operations>> = {
  0: { topic: "Write", cluster: "IdempotentWrite" }, // Produce; the latter before Kafka 3.0
  1: { topic: "Read" }, // Fetch
  2: { topic: "Describe" }, // ListOffsets
  3: { topic: "Describe" }, // Metadata
  8: { topic: "Read", group: "Read" }, // OffsetCommit
  9: { topic: "Describe", group: "Describe" }, // OffsetFetch
  10: { group: "Describe", "transactional id": "Describe" }, // FindCoordinator
  11: { group: "Read" }, // JoinGroup
  12: { group: "Read" }, // Heartbeat
  13: { group: "Read" }, // LeaveGroup
  14: { group: "Read" }, // SyncGroup
  15: { group: "Describe" }, // DescribeGroups
  16: { cluster: "Describe" }, // ListGroups
  19: { topic: "Create", cluster: "Create" }, // CreateTopics
  20: { topic: "Delete" }, // DeleteTopics
  21: { topic: "Delete" }, // DeleteRecords
  22: { cluster: "IdempotentWrite", "transactional id": "Write" }, // InitProducerId
  27: { cluster: "Alter" }, // WriteTxnMarkers
  29: { cluster: "Describe" }, // DescribeAcls
  30: { cluster: "Alter" }, // CreateAcls
  31: { cluster: "Alter" }, // DeleteAcls
  32: { topic: "DescribeConfigs", cluster: "DescribeConfigs" }, // DescribeConfigs
  35: { cluster: "Describe" }, // DescribeLogDirs
  37: { topic: "Alter" }, // CreatePartitions
  42: { group: "Delete" }, // DeleteGroups
  44: { topic: "AlterConfigs", cluster: "AlterConfigs" }, // IncrementalAlterConfigs
  47: { topic: "Read", group: "Delete" }, // OffsetDelete
  48: { cluster: "DescribeConfigs" }, // DescribeClientQuotas
  49: { cluster: "AlterConfigs" }, // AlterClientQuotas
  50: { cluster: "Describe" }, // DescribeUserScramCredentials
  51: { cluster: "Alter" }, // AlterUserScramCredentials
  61: { topic: "Read" }, // DescribeProducers
  65: { "transactional id": "Describe" }, // DescribeTransactions
  69: { topic: "Describe", group: "Describe" }, // ConsumerGroupDescribe
};

/** Other rights that are also enough, by API key. */
const alternatives: Readonly<Record<number, string>> = {
  19: "Create on the cluster",
  22: "Write on any topic", // KIP-679, since Kafka 3.0
  27: "ClusterAction on the cluster", // the only one before Kafka 3.9
};

/** The operations that include another one, by resource and operation. */
const including: Readonly<Record<string, string>> = {
  "topic Describe": "Read, Write, Delete or Alter, which include it",
  "group Describe": "Read or Delete, which include it",
  "cluster Describe": "Alter, which includes it",
  "topic DescribeConfigs": "AlterConfigs, which includes it",
  "cluster DescribeConfigs": "AlterConfigs, which includes it",
};

/**
 * Returns the right that is missing if a response has the error `code`; null if the code does not
 * mean that, or the request is not in the table.
 */
export function missingRight(code: number, request: CheckedRequest): RequiredRight | null {
  const resource = refusedResource(code);
  if (resource === null) return null;
  const { key } = request.api;
  const operation = checks[key]?.[resource];
  const name = nameOf(resource, request);
  // An error about topics that the response does not name.
  if (operation === undefined || (name === null && resource !== "cluster")) return null;
  const right = requiredRight(operation, resource, name);
  const other = resource === "transactional id" ? undefined : alternatives[key];
  return other === undefined || other === right.text
    ? right
    : { ...right, text: `${right.text}, or ${other}` };
}

function nameOf(resource: ProtectedResource, request: CheckedRequest): string | null {
  if (resource === "cluster") return null;
  return request[resource === "transactional id" ? "transactionalId" : resource] ?? null;
}

/** Describes an operation on a resource; `name` is null for the cluster. */
export function requiredRight(
  operation: string,
  resource: ProtectedResource,
  name: string | null,
): RequiredRight {
  const where = name === null ? "the cluster" : `${resource} ${JSON.stringify(name)}`;
  return { operation, resource, name, text: `${operation} on ${where}` };
}

/** Returns the hint for an error about a missing right. */
export function missingRightHint({ operation, resource }: RequiredRight): string {
  const others = including[`${resource} ${operation}`];
  const more = others === undefined ? "" : `, or for ${others}`;
  return `Ask an administrator of the cluster for this right${more}`;
}

function refusedResource(code: number): ProtectedResource | null {
  switch (code) {
    case errorCodes.TOPIC_AUTHORIZATION_FAILED:
      return "topic";
    case errorCodes.GROUP_AUTHORIZATION_FAILED:
      return "group";
    case errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      return "transactional id";
    case errorCodes.CLUSTER_AUTHORIZATION_FAILED:
      return "cluster";
    default:
      return null;
  }
}
