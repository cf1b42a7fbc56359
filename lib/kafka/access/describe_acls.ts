import { describeAcls as describeAclsApi } from "../../wire/messages/29_describe_acls.ts";
import type { KafkaClient, RequestOptions } from "../client.ts";
import { toKafkaError } from "../kafka_error.ts";
import { settleAll } from "../settle_all.ts";
import { type Acl, type AclFilter, aclKey, aclOf, filterNumbers } from "./acl.ts";

/** The ACLs that a cluster has for some filters. */
export interface FoundAcls {
  /** Each once, sorted by resource, then by principal. */
  readonly acls: readonly Acl[];
  /** The number of ACLs of a kind that wah does not know, because the broker is newer. */
  readonly unknown: number;
}

/**
 * Returns the ACLs that match at least one of the filters.
 *
 * @throws {KafkaError} If the broker has no authorizer (`SECURITY_DISABLED`), or rejects the
 * request.
 * @throws {UnsupportedApiError} If the broker is older than Kafka 2.0.
 */
export async function describeAcls(
  client: KafkaClient,
  filters: readonly AclFilter[],
  options: RequestOptions = {},
): Promise<FoundAcls> {
  const answers = await settleAll(
    filters.map((filter) => client.request(describeAclsApi, filterNumbers(filter), options)),
  );
  const found = new Map<string, Acl>();
  let unknown = 0;
  for (const { errorCode, errorMessage, resources } of answers) {
    const error = toKafkaError(errorCode, errorMessage, { api: describeAclsApi });
    if (error !== null) throw error;
    for (const { acls, patternType, ...resource } of resources) {
      for (const numbers of acls) {
        const acl = aclOf({ ...resource, ...numbers, resourcePatternType: patternType });
        if (acl === null) unknown++;
        else found.set(aclKey(acl), acl);
      }
    }
  }
  const sorted = [...found].toSorted(([a], [b]) => a < b ? -1 : 1);
  return { acls: sorted.map(([, acl]) => acl), unknown };
}
