import type { Acl } from "../../lib/kafka/access/acl.ts";
import { awaitAcls } from "../../lib/kafka/access/await_acls.ts";
import { createAcls, deleteAcls } from "../../lib/kafka/access/change_acls.ts";
import type { AdminOptions } from "../../lib/kafka/admin/admin_options.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { errorOf } from "../_shared/failures.ts";
import type { AclOutcome, AclOutcomes } from "./_view.ts";

/** The results of a dry run. */
export function dryRunOutcomes(acls: readonly Acl[]): AclOutcomes {
  const outcomes = acls.map((acl): AclOutcome => ({ acl, status: "valid", error: null }));
  return { outcomes, unconfirmed: null };
}

/** Creates ACLs, and waits until every broker knows them. */
export async function createAndAwait(
  client: KafkaClient,
  acls: readonly Acl[],
  options: AdminOptions,
): Promise<AclOutcomes> {
  const results = await createAcls(client, acls, options);
  const created = results.filter(({ error }) => error === null).map(({ acl }) => acl);
  const outcomes = results.map(({ acl, error }): AclOutcome => (
    { acl, status: error === null ? "created" : "failed", error }
  ));
  const unconfirmed = await errorOf(awaitAcls(client, created, { exist: true, ...options }));
  return { outcomes, unconfirmed };
}

/** Deletes ACLs, and waits until every broker has forgotten them. */
export async function deleteAndAwait(
  client: KafkaClient,
  acls: readonly Acl[],
  options: AdminOptions,
): Promise<AclOutcomes> {
  const results = await deleteAcls(client, acls, options);
  const deleted = results.filter(({ isDeleted }) => isDeleted).map(({ acl }) => acl);
  const outcomes = results.map(({ acl, isDeleted, error }): AclOutcome => {
    if (error !== null) return { acl, status: "failed", error };
    return { acl, status: isDeleted ? "deleted" : "absent", error };
  });
  const unconfirmed = await errorOf(awaitAcls(client, deleted, { exist: false, ...options }));
  return { outcomes, unconfirmed };
}
