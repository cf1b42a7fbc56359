import { UsageError } from "../../lib/errors.ts";
import { type AclOperation, aclOperations } from "../../lib/kafka/access/acl.ts";
import { listed } from "../../lib/text/listed.ts";
import { choiceFlag, type FlagValues, listFlag, switchFlag } from "../_shared/parser/flag.ts";

/** The flags that name who, what and on which resources. */
export const ruleFlags = {
  allowPrincipal: listFlag("who is allowed; without a type, it is a user (User:NAME)", {
    placeholder: "PRINCIPAL",
    parse: principal("--allow-principal"),
  }),
  denyPrincipal: listFlag("who is denied; a denial wins", {
    placeholder: "PRINCIPAL",
    parse: principal("--deny-principal"),
  }),
  allowHost: listFlag("only from this address (default: *, every address)", {
    placeholder: "ADDRESS",
  }),
  denyHost: listFlag("denied only from this address (default: *)", { placeholder: "ADDRESS" }),
  operation: listFlag("operations: read, write, describe-configs, all, ...; see below", {
    placeholder: "NAME,...",
    parse: operations,
  }),
  topic: listFlag("a topic", { alias: "t", placeholder: "NAME", complete: "topic" }),
  group: listFlag("a consumer group", { alias: "g", placeholder: "NAME", complete: "group" }),
  cluster: switchFlag("the cluster"),
  transactionalId: listFlag("a transactional id", { placeholder: "ID" }),
  delegationToken: listFlag("a delegation token", { placeholder: "ID" }),
  userPrincipal: listFlag("a user, as the owner of delegation tokens", {
    placeholder: "PRINCIPAL",
    parse: principal("--user-principal"),
  }),
} as const;

/** The flags that select ACLs, in addition to those of a rule. */
export const filterFlags = {
  principal: listFlag("ACLs of this principal, allowed or denied", {
    placeholder: "PRINCIPAL",
    parse: principal("--principal"),
  }),
  host: listFlag("ACLs for this address, allowed or denied", { placeholder: "ADDRESS" }),
  ...ruleFlags,
  resourcePatternType: choiceFlag(
    "the kind of resource names; match: every ACL that applies to the resource",
    ["any", "match", "literal", "prefixed"],
    { default: "any" },
  ),
} as const;

/** The values of {@link ruleFlags}. */
export type RuleFlags = FlagValues<typeof ruleFlags>;

/** The values of {@link filterFlags}. */
export type FilterFlags = FlagValues<typeof filterFlags>;

/** Help that follows the flags. */
export const ruleDetails = `Operations on each kind of resource:
  topic              read, write, create, delete, alter, describe,
                     describe-configs, alter-configs
  group              read, delete, describe, describe-configs, alter-configs
  cluster            create, alter, describe, cluster-action,
                     describe-configs, alter-configs, idempotent-write
  transactional id   write, describe, two-phase-commit
  delegation token   describe
  user               create-tokens, describe-tokens
all is every operation. A name of * is every resource of the kind.`;

/** Reads `read,describe-configs`, also as `DescribeConfigs` or `DESCRIBE_CONFIGS`. */
function operations(text: string): readonly AclOperation[] {
  return text.split(",").map((word) => {
    const found = aclOperations.find((name) => plain(name) === plain(word));
    if (found !== undefined) return found;
    const names = aclOperations.map(dashed);
    throw new UsageError(`Cannot use "${word}" for --operation: expected ${listed(names)}`);
  });
}

/** An operation as flags have it: `describe-configs` for `DescribeConfigs`. */
export function dashed(operation: AclOperation): string {
  return operation.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

function plain(name: string): string {
  return name.replaceAll(/[-_]/g, "").toLowerCase();
}

/** Reads `User:alice`; `alice` is the same. */
function principal(flag: string): (text: string) => string {
  return (text) => {
    const typed = text.includes(":") ? text : `User:${text}`;
    if (/^[^:]+:./.test(typed)) return typed;
    throw new UsageError(
      `Cannot use "${text}" for ${flag}: expected a name, or TYPE:NAME such as User:alice`,
    );
  };
}
