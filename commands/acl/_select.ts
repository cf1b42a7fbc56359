import { UsageError } from "../../lib/errors.ts";
import {
  type Acl,
  type AclFilter,
  type AclPattern,
  type AclResourceType,
  clusterName,
  operationsOn,
} from "../../lib/kafka/access/acl.ts";
import { listed } from "../../lib/text/listed.ts";
import { dashed, type FilterFlags, type RuleFlags } from "./_flags.ts";

/** A resource that flags name. */
interface Resource {
  readonly resourceType: AclResourceType;
  readonly resourceName: string;
}

type Subject = Pick<AclFilter, "principal" | "host" | "permission">;

/**
 * The ACLs to create: each principal, from each host, for each operation on each resource.
 *
 * @throws {UsageError} If flags are missing, or an operation does not apply to a resource.
 */
export function aclsToCreate(flags: RuleFlags, pattern: AclPattern): Acl[] {
  const subjects = [
    ...pairs("allow", flags.allowPrincipal ?? [], flags.allowHost ?? ["*"]),
    ...pairs("deny", flags.denyPrincipal ?? [], flags.denyHost ?? ["*"]),
  ];
  const operations = new Set(flags.operation?.flat());
  const resources = resourcesOf(flags);
  refuseHostAlone("allow", flags.allowHost, flags.allowPrincipal);
  refuseHostAlone("deny", flags.denyHost, flags.denyPrincipal);
  if (subjects.length === 0) {
    throw incomplete("no principal given", "Add --allow-principal or --deny-principal");
  }
  if (operations.size === 0) throw incomplete("no operation given", "Add --operation");
  if (resources.length === 0) {
    throw incomplete(
      "no resource given",
      "Add --topic, --group, --cluster, --transactional-id, --delegation-token or " +
        "--user-principal",
    );
  }
  return resources.flatMap(({ resourceType, resourceName }) =>
    subjects.flatMap((subject) =>
      [...operations].map((operation): Acl => {
        const known = operationsOn(resourceType);
        if (!known.includes(operation)) {
          const noun = resourceType.replace("-", " ");
          throw new UsageError(
            `Cannot create ACLs: ${dashed(operation)} has no effect on a ${noun}`,
            { hint: `Use ${listed(known.map(dashed))}, or create the ACLs one kind at a time` },
          );
        }
        // Kafka accepts the name of the cluster only as it is.
        const own = resourceType === "cluster" ? "literal" : pattern;
        return { ...subject, operation, resourceType, resourceName, pattern: own };
      })
    )
  );
}

/**
 * The filters that flags name; ACLs have to match one of them. Without flags, all ACLs match.
 *
 * @throws {UsageError} If flags contradict each other.
 */
export function aclFilters(flags: FilterFlags): AclFilter[] {
  const operations = flags.operation?.flat() ?? [undefined];
  const named = resourcesOf(flags);
  const resources: Partial<Resource>[] = named.length === 0 ? [{}] : named;
  return subjectFilters(flags).flatMap((subject) =>
    resources.flatMap((resource) =>
      operations.map((operation) => (
        { ...subject, ...resource, operation, pattern: flags.resourcePatternType }
      ))
    )
  );
}

/** Whether the flags select anything, so that not every ACL matches. */
export function isSelective(filters: readonly AclFilter[]): boolean {
  return filters.every(({ pattern, ...fields }) =>
    pattern === "literal" || pattern === "prefixed" ||
    Object.values(fields).some((value) => value !== undefined)
  );
}

function subjectFilters(flags: FilterFlags): Subject[] {
  const { principal, host, allowPrincipal, allowHost, denyPrincipal, denyHost } = flags;
  const groups = [
    { permission: undefined, principals: principal, hosts: host },
    { permission: "allow", principals: allowPrincipal, hosts: allowHost },
    { permission: "deny", principals: denyPrincipal, hosts: denyHost },
  ] as const;
  const subjects = groups
    .filter(({ principals, hosts }) => principals !== undefined || hosts !== undefined)
    .flatMap(({ permission, principals = [undefined], hosts = [undefined] }) =>
      pairs(permission, principals, hosts)
    );
  return subjects.length === 0 ? [{}] : subjects;
}

function pairs<const Permission, Name extends string | undefined>(
  permission: Permission,
  principals: readonly Name[],
  hosts: readonly Name[],
): { permission: Permission; principal: Name; host: Name }[] {
  return principals.flatMap((principal) => hosts.map((host) => ({ permission, principal, host })));
}

function resourcesOf(flags: RuleFlags): Resource[] {
  const names: Readonly<Record<AclResourceType, readonly string[] | undefined>> = {
    "topic": flags.topic,
    "group": flags.group,
    "cluster": flags.cluster ? [clusterName] : undefined,
    "transactional-id": flags.transactionalId,
    "delegation-token": flags.delegationToken,
    "user": flags.userPrincipal,
  };
  return (Object.entries(names) as [AclResourceType, readonly string[] | undefined][])
    .flatMap(([resourceType, list = []]) =>
      [...new Set(list)].map((resourceName) => ({ resourceType, resourceName }))
    );
}

function refuseHostAlone(
  permission: string,
  hosts: readonly string[] | undefined,
  principals: readonly string[] | undefined,
): void {
  if (hosts === undefined || principals !== undefined) return;
  throw incomplete(
    `--${permission}-host without --${permission}-principal`,
    `Add --${permission}-principal; User:* is everyone`,
  );
}

function incomplete(found: string, hint: string): UsageError {
  return new UsageError(`Cannot create ACLs: ${found}`, { hint });
}
