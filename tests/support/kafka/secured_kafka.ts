import { certificate, certificateKey } from "../peers/certificate.ts";
import { type KafkaCluster, startKafka } from "./kafka.ts";
import type { KafkaNodePlace } from "./kafka_properties.ts";
import { freePorts } from "../peers/ports.ts";
import { tempFolder } from "../temp_folder.ts";

/** An Apache Kafka node that requires logins and certificates, and authorizes requests. */
export interface SecuredKafka extends AsyncDisposable {
  /** Plaintext, without a login; every client is allowed to do everything. */
  readonly cluster: KafkaCluster;
  /** TLS and a login. */
  readonly saslTls: string;
  /** Plaintext and a login. */
  readonly saslPlaintext: string;
  /** TLS with a client certificate that the broker trusts. */
  readonly mutualTls: string;
  /** The certificate of the broker and its authority, which it accepts from clients too. */
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** The password of all users. */
export const password = "s3cret with spaces";

const mechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const;
const modules = "org.apache.kafka.common.security";

/**
 * Starts it. `users` log in with {@link password} and any mechanism, and have no permissions.
 * `settings` are added to those of the broker, and `systemProperties` to those of its virtual
 * machine.
 */
export async function startSecuredKafka(
  users: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  systemProperties: Readonly<Record<string, string>> = {},
): Promise<SecuredKafka> {
  const folder = await tempFolder();
  const [certificateFile, keyFile] = [folder.file("certificate.pem"), folder.file("key.pem")];
  const storeFile = folder.file("store.pem");
  await Deno.writeTextFile(certificateFile, certificate);
  await Deno.writeTextFile(keyFile, certificateKey);
  await Deno.writeTextFile(storeFile, certificateKey + certificate);
  let ports: readonly number[] = [];
  const properties = (place: KafkaNodePlace): Record<string, string> => {
    ports = freePorts(3);
    const stores = { store: storeFile, trusted: certificateFile };
    return {
      ...listeners(place, ports),
      ...logins(users),
      ...tls(stores),
      ...authorizer,
      ...settings,
    };
  };
  const scram = users.flatMap((name) =>
    mechanisms.slice(1).map((mechanism) => `${mechanism}=[name=${name},password="${password}"]`)
  );
  try {
    const cluster = await startKafka({ properties, scram, systemProperties });
    const [saslTls, saslPlaintext, mutualTls] = ports.map((port) => `127.0.0.1:${port}`);
    return {
      cluster,
      saslTls: saslTls!,
      saslPlaintext: saslPlaintext!,
      mutualTls: mutualTls!,
      certificateFile,
      keyFile,
      async [Symbol.asyncDispose](): Promise<void> {
        await cluster[Symbol.asyncDispose]();
        await folder[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

function listeners(place: KafkaNodePlace, ports: readonly number[]): Record<string, string> {
  const open = [
    `PLAINTEXT://127.0.0.1:${place.port}`,
    ...["SASL_SSL", "SASL_PLAINTEXT", "SSL"].map((name, index) =>
      `${name}://127.0.0.1:${ports[index]}`
    ),
  ];
  const protocols = ["PLAINTEXT", "SASL_SSL", "SASL_PLAINTEXT", "SSL"];
  return {
    "listeners": [...open, `CONTROLLER://127.0.0.1:${place.controllerPort}`].join(","),
    "advertised.listeners": open.join(","),
    "listener.security.protocol.map": [
      "CONTROLLER:PLAINTEXT",
      ...protocols.map((name) => `${name}:${name}`),
    ].join(","),
  };
}

function logins(users: readonly string[]): Record<string, string> {
  const accounts = users.map((name) => `user_${name}="${password}"`).join(" ");
  const settings: Record<string, string> = { "sasl.enabled.mechanisms": mechanisms.join(",") };
  for (const listener of ["sasl_ssl", "sasl_plaintext"]) {
    for (const mechanism of mechanisms) {
      const login = mechanism === "PLAIN"
        ? `${modules}.plain.PlainLoginModule required ${accounts};`
        : `${modules}.scram.ScramLoginModule required;`;
      const name = `listener.name.${listener}.${mechanism.toLowerCase()}.sasl.jaas.config`;
      settings[name] = login;
    }
  }
  return settings;
}

function tls(files: { readonly store: string; readonly trusted: string }): Record<string, string> {
  return {
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": files.store,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": files.trusted,
    "listener.name.ssl.ssl.client.auth": "required",
  };
}

const authorizer = {
  "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
  "super.users": "User:ANONYMOUS",
};
