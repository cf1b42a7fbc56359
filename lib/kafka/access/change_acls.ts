import { createAcls as createAclsApi } from "../../wire/messages/30_create_acls.ts";
import { deleteAcls as deleteAclsApi } from "../../wire/messages/31_delete_acls.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import { askController } from "../admin/ask_controller.ts";
import type { KafkaClient } from "../client.ts";
import { type KafkaError, omissionError, toKafkaError } from "../kafka_error.ts";
import { type Acl, aclNumbers, filterNumbers } from "./acl.ts";

/** ACLs in one request; Kafka's controller refuses changes of more than 10,000 records. */
const maxPerRequest = 1_000;

/** The result for one ACL. */
export interface AclResult {
  readonly acl: Acl;
  readonly error: KafkaError | null;
}

/** The result of a deletion. */
export interface AclDeletion extends AclResult {
  /** False if the ACL did not exist. */
  readonly isDeleted: boolean;
}

/**
 * Creates ACLs; results are in their order. An ACL that exists already stays as it is.
 *
 * @throws {UnsupportedApiError} If the broker is older than Kafka 2.0.
 */
export async function createAcls(
  client: KafkaClient,
  acls: readonly Acl[],
  options: AdminOptions = {},
): Promise<AclResult[]> {
  return await inChunks(acls, async (chunk) => {
    const { results } = await askController(client, {
      api: createAclsApi,
      body: () => ({ creations: chunk.map(aclNumbers) }),
      codes: ({ results }) => results.map(({ errorCode }) => errorCode),
    }, options);
    return chunk.map((acl, index) => {
      const result = results[index];
      const error = result === undefined
        ? omissionError()
        : toKafkaError(result.errorCode, result.errorMessage, { api: createAclsApi });
      return { acl, error };
    });
  });
}

/**
 * Deletes exactly these ACLs; results are in their order.
 *
 * @throws {UnsupportedApiError} If the broker is older than Kafka 2.0.
 */
export async function deleteAcls(
  client: KafkaClient,
  acls: readonly Acl[],
  options: AdminOptions = {},
): Promise<AclDeletion[]> {
  return await inChunks(acls, async (chunk) => {
    const { filterResults } = await askController(client, {
      api: deleteAclsApi,
      body: () => ({ filters: chunk.map(filterNumbers) }),
      codes: ({ filterResults }) => filterResults.map(({ errorCode }) => errorCode),
    }, options);
    return chunk.map((acl, index) => {
      const result = filterResults[index];
      if (result === undefined) return { acl, isDeleted: false, error: omissionError() };
      const { matchingAcls } = result;
      const failed = [result, ...matchingAcls].find(({ errorCode }) => errorCode !== 0) ?? result;
      const error = toKafkaError(failed.errorCode, failed.errorMessage, { api: deleteAclsApi });
      return { acl, isDeleted: error === null && matchingAcls.length > 0, error };
    });
  });
}

async function inChunks<Result>(
  acls: readonly Acl[],
  send: (chunk: readonly Acl[]) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < acls.length; start += maxPerRequest) {
    results.push(...await send(acls.slice(start, start + maxPerRequest)));
  }
  return results;
}
