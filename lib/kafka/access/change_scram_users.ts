import {
  alterUserScramCredentials as alterApi,
} from "../../wire/messages/51_alter_user_scram_credentials.ts";
import type { Input, RequestOf } from "../../wire/schema/schema.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import { askController } from "../admin/ask_controller.ts";
import type { KafkaClient } from "../client.ts";
import { type KafkaError, omissionError, toKafkaError } from "../kafka_error.ts";
import { awaitBrokers } from "./await_brokers.ts";
import { describeScramUsers } from "./describe_scram_users.ts";
import { saltPassword } from "./salted_password.ts";
import { mechanismNumber, type ScramCredential } from "./scram_user.ts";

/** The result for one credential. */
export interface CredentialResult {
  readonly credential: ScramCredential;
  readonly error: KafkaError | null;
}

/**
 * Sets the password of a user for one mechanism; creates the user if there is none. The password is
 * salted here and never sent (KIP-554).
 *
 * @throws {KafkaError} If the cluster rejects it.
 * @throws {UnsupportedApiError} If the broker is older than Kafka 2.7.
 */
export async function setScramPassword(
  client: KafkaClient,
  { user, mechanism, iterations }: ScramCredential,
  password: string,
  options: AdminOptions = {},
): Promise<void> {
  const salted = await saltPassword(password, mechanism, iterations);
  const upsertion = { name: user, mechanism: mechanismNumber(mechanism), iterations, ...salted };
  const errorOf = await alter(client, { upsertions: [upsertion] }, options);
  const error = errorOf(user);
  if (error !== null) throw error;
}

/**
 * Deletes credentials. Sends one request for each mechanism, because a cluster changes a user only
 * once in a request.
 *
 * @throws {UnsupportedApiError} If the broker is older than Kafka 2.7.
 */
export async function deleteScramCredentials(
  client: KafkaClient,
  credentials: readonly ScramCredential[],
  options: AdminOptions = {},
): Promise<CredentialResult[]> {
  const results: CredentialResult[] = [];
  for (const [mechanism, group] of Map.groupBy(credentials, ({ mechanism }) => mechanism)) {
    const number = mechanismNumber(mechanism);
    const deletions = group.map(({ user }) => ({ name: user, mechanism: number }));
    const errorOf = await alter(client, { deletions }, options);
    for (const credential of group) results.push({ credential, error: errorOf(credential.user) });
  }
  return results;
}

/**
 * Waits until every reachable broker knows that these credentials exist, or that they do not.
 *
 * @throws {FailedError} If the time is over, see `awaitBrokers()`.
 */
export async function awaitScramCredentials(
  client: KafkaClient,
  credentials: readonly ScramCredential[],
  { exist, ...options }: AdminOptions & { readonly exist: boolean },
): Promise<void> {
  const names = credentials.map(({ user }) => user);
  await awaitBrokers(client, async (broker) => {
    const users = await describeScramUsers(client, names, broker);
    return credentials.every(({ user, mechanism, iterations }) => {
      const found = users.find((each) => each.user === user)?.credentials ?? [];
      const known = found.find((each) => each.mechanism === mechanism);
      return exist ? known?.iterations === iterations : known === undefined;
    });
  }, options);
}

/** Sends a change; returns a function for the error of a user. */
async function alter(
  client: KafkaClient,
  body: Input<RequestOf<typeof alterApi>>,
  options: AdminOptions,
): Promise<(user: string) => KafkaError | null> {
  const { results } = await askController(client, {
    api: alterApi,
    body: () => body,
    codes: ({ results }) => results.map(({ errorCode }) => errorCode),
  }, options);
  return (user) => {
    const result = results.find((each) => each.user === user);
    if (result === undefined) return omissionError();
    return toKafkaError(result.errorCode, result.errorMessage, { api: alterApi });
  };
}
