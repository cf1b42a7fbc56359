import {
  describeUserScramCredentials as describeApi,
} from "../../wire/messages/50_describe_user_scram_credentials.ts";
import type { KafkaClient, RequestOptions } from "../client.ts";
import { type KafkaError, toKafkaError } from "../kafka_error.ts";
import { mechanismOf, type ScramCredential } from "./scram_user.ts";

/** A user whose passwords the cluster stores. */
export interface ScramUser {
  readonly user: string;
  /** Empty if there is an error. Mechanisms that wah does not know are omitted. */
  readonly credentials: readonly ScramCredential[];
  /** `RESOURCE_NOT_FOUND` if the user has no credential. */
  readonly error: KafkaError | null;
}

/**
 * Returns users with their mechanisms, sorted by name; null requests all. Default for `node`: the
 * controller, because brokers without KRaft ask for it.
 *
 * @throws {KafkaError} If the broker rejects the request.
 * @throws {UnsupportedApiError} If the broker is older than Kafka 2.7.
 */
export async function describeScramUsers(
  client: KafkaClient,
  users: readonly string[] | null,
  options: RequestOptions = {},
): Promise<ScramUser[]> {
  if (users?.length === 0) return [];
  // An empty list requests all, like null, which Kafka does not answer if the right is missing.
  const body = { users: [...new Set(users ?? [])].map((name) => ({ name })) };
  const response = await client.request(describeApi, body, { node: "controller", ...options });
  const error = toKafkaError(response.errorCode, response.errorMessage, { api: describeApi });
  if (error !== null) throw error;
  return response.results.map(({ user, errorCode, errorMessage, credentialInfos }): ScramUser => ({
    user,
    credentials: credentialInfos.flatMap(({ mechanism: number, iterations }) => {
      const mechanism = mechanismOf(number);
      return mechanism === null ? [] : [{ user, mechanism, iterations }];
    }).toSorted((a, b) => a.mechanism < b.mechanism ? -1 : 1),
    error: toKafkaError(errorCode, errorMessage, { api: describeApi }),
  })).toSorted((a, b) => a.user < b.user ? -1 : 1);
}
