import assert from "node:assert/strict";
import {
  type Acl,
  aclKey,
  aclNumbers,
  aclOf,
  aclOperations,
  filterNumbers,
  operationsOn,
} from "../../../../lib/kafka/access/acl.ts";

const resourceTypes = [
  ...["topic", "group", "cluster", "transactional-id", "delegation-token", "user"] as const,
];

const acl: Acl = {
  principal: "User:alice",
  host: "*",
  permission: "deny",
  operation: "DescribeConfigs",
  resourceType: "transactional-id",
  resourceName: "tx",
  pattern: "prefixed",
};

Deno.test("aclOf() reads every ACL that aclNumbers() writes", () => {
  for (const resourceType of resourceTypes) {
    for (const operation of aclOperations) {
      for (const pattern of ["literal", "prefixed"] as const) {
        const each: Acl = { ...acl, resourceType, operation, pattern };
        assert.deepEqual(aclOf(aclNumbers(each)), each);
      }
    }
  }
});

Deno.test("aclOf() returns null if a number is not known", () => {
  const numbers = aclNumbers(acl);
  const fields = ["resourceType", "operation", "permissionType", "resourcePatternType"] as const;
  for (const field of fields) assert.equal(aclOf({ ...numbers, [field]: 99 }), null, field);
  assert.equal(aclOf({ ...numbers, resourcePatternType: 1 }), null, "a pattern of filters");
});

Deno.test("filterNumbers() matches all with what is undefined", () => {
  assert.deepEqual(filterNumbers({}), {
    resourceTypeFilter: 1,
    resourceNameFilter: null,
    patternTypeFilter: 1,
    principalFilter: null,
    hostFilter: null,
    operation: 1,
    permissionType: 1,
  });
});

Deno.test("filterNumbers() selects one ACL by its fields", () => {
  const { resourceType, resourcePatternType, resourceName, principal, host, ...rest } = aclNumbers(
    acl,
  );
  assert.deepEqual(filterNumbers(acl), {
    resourceTypeFilter: resourceType,
    resourceNameFilter: resourceName,
    patternTypeFilter: resourcePatternType,
    principalFilter: principal,
    hostFilter: host,
    ...rest,
  });
});

Deno.test("aclKey() differs if any field differs", () => {
  const others: readonly Acl[] = [
    { ...acl, principal: "User:bob" },
    { ...acl, host: "10.0.0.1" },
    { ...acl, permission: "allow" },
    { ...acl, operation: "Read" },
    { ...acl, resourceType: "group" },
    { ...acl, resourceName: "other" },
    { ...acl, pattern: "literal" },
  ];
  assert.equal(new Set([acl, ...others].map(aclKey)).size, 1 + others.length);
  assert.equal(aclKey({ ...acl }), aclKey(acl));
});

Deno.test("operationsOn() ends with All, and omits what Kafka does not check", () => {
  for (const type of resourceTypes) assert.equal(operationsOn(type).at(-1), "All");
  assert.deepEqual(operationsOn("transactional-id"), [
    "Write",
    "Describe",
    "TwoPhaseCommit",
    "All",
  ]);
});
