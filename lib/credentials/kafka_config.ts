import type { KafkaConfig } from "../kafka/config.ts";
import type { ConnectionSettings } from "../settings/connection_settings.ts";
import type { CredentialContext } from "./credential_context.ts";

/**
 * Makes the configuration of a Kafka client from settings: reads and checks the files of TLS, reads
 * the secrets, and gets the first token of OAUTHBEARER. Nothing connects to a broker yet.
 *
 * Plaintext without a login loads no other module.
 *
 * @throws {CredentialError} If a file, a certificate, a key or a secret cannot be used.
 * @throws {FailedError} If the OIDC server rejects the client.
 * @throws {ConnectionLostError} If the OIDC server cannot be reached.
 * @throws {InterruptedError} If the user cancels a prompt.
 * @throws The signal's reason if it aborts first.
 */
export async function kafkaConfig(
  { brokers, tls, login }: ConnectionSettings,
  context: CredentialContext,
): Promise<KafkaConfig> {
  const config: KafkaConfig = { brokers };
  const withTls = tls === undefined ? config : {
    ...config,
    tls: await (await loadTls()).tlsConfig(tls, context),
  };
  if (login === undefined) return withTls;
  return { ...withTls, sasl: await (await loadLogin()).saslConfig(login, context) };
}

function loadTls(): Promise<typeof import("./tls_config.ts")> {
  return import("./tls_config.ts" as string) as Promise<typeof import("./tls_config.ts")>;
}

function loadLogin(): Promise<typeof import("./sasl_config.ts")> {
  return import("./sasl_config.ts" as string) as Promise<typeof import("./sasl_config.ts")>;
}
