import assert from "node:assert/strict";
import type { FilterFlags, RuleFlags } from "../../../commands/acl/_flags.ts";
import { aclFilters, aclsToCreate, isSelective } from "../../../commands/acl/_select.ts";
import { UsageError } from "../../../lib/errors.ts";

const any = { resourcePatternType: "any" } as const;

Deno.test("aclsToCreate() combines principals, hosts, operations and resources", () => {
  const acls = aclsToCreate({
    allowPrincipal: ["User:a", "User:b"],
    denyPrincipal: ["User:c"],
    denyHost: ["10.0.0.1", "10.0.0.2"],
    operation: [["Read", "Describe"], ["Read"]],
    topic: ["t", "t"],
    group: ["g"],
  }, "prefixed");
  assert.equal(acls.length, (2 + 2) * 2 * 2);
  assert.deepEqual(acls[0], {
    permission: "allow",
    principal: "User:a",
    host: "*",
    operation: "Read",
    resourceType: "topic",
    resourceName: "t",
    pattern: "prefixed",
  });
  assert.deepEqual([
    ...new Set(
      acls.filter(({ permission }) => permission === "deny")
        .map(({ principal, host }) => `${principal} ${host}`),
    ),
  ], [
    "User:c 10.0.0.1",
    "User:c 10.0.0.2",
  ]);
});

Deno.test("aclsToCreate() names the cluster literally, even with prefixes", () => {
  const [acl] = aclsToCreate(
    { allowPrincipal: ["User:a"], operation: [["Alter"]], cluster: true },
    "prefixed",
  );
  assert.deepEqual([acl!.resourceName, acl!.pattern], ["kafka-cluster", "literal"]);
});

const complete = { allowPrincipal: ["User:a"], operation: [["Read"]], topic: ["t"] } as const;

const incomplete: readonly (readonly [flags: RuleFlags, found: RegExp])[] = [
  [{ operation: [["Read"]], topic: ["t"] }, /no principal given/],
  [{ allowPrincipal: ["User:a"], topic: ["t"] }, /no operation given/],
  [{ allowPrincipal: ["User:a"], operation: [["Read"]] }, /no resource given/],
  [{ ...complete, denyHost: ["10.0.0.1"] }, /--deny-host without --deny-principal/],
  [{ ...complete, group: ["g"], operation: [["Write"]] }, /write has no effect on a group/],
];

for (const [flags, found] of incomplete) {
  Deno.test(`aclsToCreate() throws if the flags have the problem ${found.source}`, () => {
    assert.throws(() => aclsToCreate(flags, "literal"), (error) => (
      error instanceof UsageError && found.test(error.message) && error.hint !== undefined
    ));
  });
}

Deno.test("aclFilters() matches all without flags", () => {
  const filters = aclFilters(any);
  assert.deepEqual(filters, [{ operation: undefined, pattern: "any" }]);
  assert.equal(isSelective(filters), false);
});

Deno.test("aclFilters() makes a filter for each combination", () => {
  const filters = aclFilters({
    ...any,
    principal: ["User:a"],
    denyHost: ["10.0.0.1"],
    operation: [["Read", "Write"]],
    topic: ["t"],
    group: ["g"],
  });
  assert.equal(filters.length, 2 * 2 * 2);
  assert.deepEqual(filters[0], {
    permission: undefined,
    principal: "User:a",
    host: undefined,
    resourceType: "topic",
    resourceName: "t",
    operation: "Read",
    pattern: "any",
  });
  assert.deepEqual(
    new Set(filters.map(({ permission }) => permission)),
    new Set([undefined, "deny"]),
  );
});

Deno.test("isSelective() returns true if any flag selects ACLs", () => {
  const flags: readonly FilterFlags[] = [
    { ...any, host: ["*"] },
    { ...any, cluster: true },
    { ...any, operation: [["Read"]] },
    { resourcePatternType: "prefixed" },
  ];
  for (const each of flags) assert.ok(isSelective(aclFilters(each)), JSON.stringify(each));
  assert.ok(!isSelective(aclFilters({ resourcePatternType: "match" })));
});
