import type { AdminOptions } from "../admin/admin_options.ts";
import type { KafkaClient } from "../client.ts";
import { type Acl, type AclFilter, aclKey } from "./acl.ts";
import { awaitBrokers } from "./await_brokers.ts";
import { describeAcls } from "./describe_acls.ts";

/** Options of {@link awaitAcls}. */
export interface AwaitAclsOptions extends AdminOptions {
  /** Whether the ACLs were created; otherwise they were deleted. */
  readonly exist: boolean;
}

/**
 * Waits until every reachable broker knows that these ACLs exist, or that they do not.
 *
 * @throws {FailedError} If the time is over, see `awaitBrokers()`.
 */
export async function awaitAcls(
  client: KafkaClient,
  acls: readonly Acl[],
  { exist, ...options }: AwaitAclsOptions,
): Promise<void> {
  if (acls.length === 0) return;
  const resources = new Map(acls.map(({ resourceType, resourceName, pattern }): [
    string,
    AclFilter,
  ] => [
    JSON.stringify([resourceType, resourceName, pattern]),
    { resourceType, resourceName, pattern },
  ]));
  await awaitBrokers(client, async (broker) => {
    const found = await describeAcls(client, [...resources.values()], broker);
    const keys = new Set(found.acls.map(aclKey));
    return acls.every((acl) => keys.has(aclKey(acl)) === exist);
  }, options);
}
