/** Access control lists as Kafka's protocol has them: each entry is one rule, called an ACL. */

/** Kinds of resources that ACLs protect, with Kafka's numbers. */
const resourceTypes = {
  "topic": 2,
  "group": 3,
  "cluster": 4,
  "transactional-id": 5,
  "delegation-token": 6,
  "user": 7,
} as const;

/** Operations on resources by Kafka's names, with its numbers. */
const operations = {
  All: 2,
  Read: 3,
  Write: 4,
  Create: 5,
  Delete: 6,
  Alter: 7,
  Describe: 8,
  ClusterAction: 9,
  DescribeConfigs: 10,
  AlterConfigs: 11,
  IdempotentWrite: 12,
  CreateTokens: 13,
  DescribeTokens: 14,
  TwoPhaseCommit: 15,
} as const;

const patternTypes = { any: 1, match: 2, literal: 3, prefixed: 4 } as const;
const permissions = { deny: 2, allow: 3 } as const;
/** Matches every kind of resource, every operation, and both permissions in a filter. */
const any = 1;

/** A kind of resource that ACLs protect. */
export type AclResourceType = keyof typeof resourceTypes;

/** An operation that ACLs allow or deny. */
export type AclOperation = keyof typeof operations;

/** Whether the name of a resource is meant as it is, or as the beginning of names. */
export type AclPattern = "literal" | "prefixed";

/** Whether an ACL allows or denies; a denial wins. */
export type AclPermission = keyof typeof permissions;

/** One rule: who may or may not do what. */
export interface Acl {
  /** A type and a name, for example `User:alice`; `User:*` is everyone. */
  readonly principal: string;
  /** The address of the client; `*` is every address. */
  readonly host: string;
  readonly permission: AclPermission;
  readonly operation: AclOperation;
  readonly resourceType: AclResourceType;
  /** `*` is every resource of the type if the pattern is literal. */
  readonly resourceName: string;
  readonly pattern: AclPattern;
}

/** Selects ACLs; what is undefined matches all. */
export interface AclFilter {
  readonly principal?: string | undefined;
  readonly host?: string | undefined;
  readonly permission?: AclPermission | undefined;
  readonly operation?: AclOperation | undefined;
  readonly resourceType?: AclResourceType | undefined;
  readonly resourceName?: string | undefined;
  /**
   * `any`: the resource name of the ACL is this one. `match`: the ACL applies to a resource of this
   * name, also as a prefix or wildcard. Default: `any`.
   */
  readonly pattern?: AclPattern | "any" | "match" | undefined;
}

/** The name of the only resource of type `cluster`. */
export const clusterName = "kafka-cluster";

/** The operations by name, in the order of Kafka's numbers. */
export const aclOperations = Object.keys(operations) as readonly AclOperation[];

/** The operations that Kafka checks for each kind of resource. `All` applies to every kind. */
const checkedOperations: Readonly<Record<AclResourceType, readonly AclOperation[]>> = {
  "topic": [
    ...["Read", "Write", "Create", "Delete", "Alter", "Describe"] as const,
    ...["DescribeConfigs", "AlterConfigs"] as const,
  ],
  "group": ["Read", "Delete", "Describe", "DescribeConfigs", "AlterConfigs"],
  "cluster": [
    ...["Create", "Alter", "Describe", "ClusterAction"] as const,
    ...["DescribeConfigs", "AlterConfigs", "IdempotentWrite"] as const,
  ],
  "transactional-id": ["Write", "Describe", "TwoPhaseCommit"],
  "delegation-token": ["Describe"],
  "user": ["CreateTokens", "DescribeTokens"],
};

/** The operations that have an effect on a kind of resource, `All` last. */
export function operationsOn(type: AclResourceType): readonly AclOperation[] {
  return [...checkedOperations[type], "All"];
}

/** An ACL in the numbers of the protocol. */
export interface AclNumbers {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly resourcePatternType: number;
  readonly principal: string;
  readonly host: string;
  readonly operation: number;
  readonly permissionType: number;
}

/** A filter in the numbers of the protocol. */
export interface AclFilterNumbers {
  readonly resourceTypeFilter: number;
  readonly resourceNameFilter: string | null;
  readonly patternTypeFilter: number;
  readonly principalFilter: string | null;
  readonly hostFilter: string | null;
  readonly operation: number;
  readonly permissionType: number;
}

/** Returns an ACL in the numbers of the protocol. */
export function aclNumbers(acl: Acl): AclNumbers {
  return {
    resourceType: resourceTypes[acl.resourceType],
    resourceName: acl.resourceName,
    resourcePatternType: patternTypes[acl.pattern],
    principal: acl.principal,
    host: acl.host,
    operation: operations[acl.operation],
    permissionType: permissions[acl.permission],
  };
}

/** Returns a filter in the numbers of the protocol. */
export function filterNumbers(filter: AclFilter): AclFilterNumbers {
  const { resourceType, operation, permission } = filter;
  return {
    resourceTypeFilter: resourceType === undefined ? any : resourceTypes[resourceType],
    resourceNameFilter: filter.resourceName ?? null,
    patternTypeFilter: patternTypes[filter.pattern ?? "any"],
    principalFilter: filter.principal ?? null,
    hostFilter: filter.host ?? null,
    operation: operation === undefined ? any : operations[operation],
    permissionType: permission === undefined ? any : permissions[permission],
  };
}

/** Reads the numbers of a response; null if a newer broker uses one that wah does not know. */
export function aclOf(numbers: AclNumbers): Acl | null {
  const resourceType = nameOf(resourceTypes, numbers.resourceType);
  const operation = nameOf(operations, numbers.operation);
  const permission = nameOf(permissions, numbers.permissionType);
  const pattern = nameOf(patternTypes, numbers.resourcePatternType);
  if (resourceType === null || operation === null || permission === null) return null;
  if (pattern !== "literal" && pattern !== "prefixed") return null;
  const { principal, host, resourceName } = numbers;
  return { principal, host, permission, operation, resourceType, resourceName, pattern };
}

/** A text that two ACLs share only if they are the same rule. */
export function aclKey(acl: Acl): string {
  const { principal, host, permission, operation, resourceType, resourceName, pattern } = acl;
  return JSON.stringify([
    ...[resourceType, resourceName, pattern, principal, permission, operation, host],
  ]);
}

function nameOf<Name extends string>(
  names: Readonly<Record<Name, number>>,
  wanted: number,
): Name | null {
  const found = (Object.entries(names) as [Name, number][]).find(([, value]) => value === wanted);
  return found?.[0] ?? null;
}
