import assert from "node:assert/strict";
import { kafkaConfig } from "../../../lib/credentials/kafka_config.ts";
import { KafkaClient } from "../../../lib/kafka/client.ts";
import { type KafkaConfig, parseAddresses } from "../../../lib/kafka/config.ts";
import { openConnection } from "../../../lib/kafka/connection/open_connection.ts";
import { exchange } from "../../../lib/kafka/connection/exchange.ts";
import type { OidcClient, TokenLogin } from "../../../lib/settings/connection_settings.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { fakeContext } from "../../support/cli/context.ts";
import { runKafkaTool } from "../../support/kafka/java.ts";
import { type SecuredKafka, startSecuredKafka } from "../../support/kafka/secured_kafka.ts";
import { type OidcServer, startOidcServer } from "../../support/peers/oidc_server.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const wait = { timeoutMs: 30_000, signal: new AbortController().signal };
const everyTopic = { topics: null, allowAutoTopicCreation: false };
const oauth = "org.apache.kafka.common.security.oauthbearer";

/** Apache Kafka that accepts the tokens of `oidc`. */
function startKafka(
  oidc: OidcServer,
  settings: Readonly<Record<string, string>> = {},
): Promise<SecuredKafka> {
  const port = "listener.name.sasl_plaintext";
  const listener = `${port}.oauthbearer`;
  return startSecuredKafka(["ann"], {
    [`${port}.sasl.enabled.mechanisms`]: "OAUTHBEARER",
    [`${listener}.sasl.jaas.config`]: `${oauth}.OAuthBearerLoginModule required;`,
    [`${listener}.sasl.server.callback.handler.class`]:
      `${oauth}.OAuthBearerValidatorCallbackHandler`,
    "sasl.oauthbearer.jwks.endpoint.url": oidc.jwksUrl,
    "sasl.oauthbearer.expected.audience": oidc.audience,
    "sasl.oauthbearer.expected.issuer": oidc.issuer,
    ...settings,
  }, { "org.apache.kafka.sasl.oauthbearer.allowed.urls": oidc.jwksUrl });
}

function clientOf({ tokenUrl, clientId, clientSecret }: OidcServer): OidcClient {
  return {
    kind: "oidc",
    tokenUrl,
    clientId,
    clientSecret: { kind: "value", value: clientSecret },
    scope: "kafka",
  };
}

async function configFor(
  kafka: SecuredKafka,
  login: Omit<TokenLogin, "mechanism">,
): Promise<KafkaConfig> {
  const brokers = parseAddresses(kafka.saslPlaintext);
  const settings = { brokers, login: { mechanism: "oauthbearer", ...login } } as const;
  return await kafkaConfig(settings, fakeContext({ stdin: "" }).context);
}

async function connect(kafka: SecuredKafka, login: Omit<TokenLogin, "mechanism">): Promise<void> {
  await using client = await KafkaClient.connect(await configFor(kafka, login));
  assert.ok((await client.metadata()).clusterId);
}

async function tokenOf(kafka: SecuredKafka, oidc: OidcServer): Promise<string> {
  const { sasl } = await configFor(kafka, { source: clientOf(oidc) });
  assert.ok(sasl?.mechanism === "oauthbearer");
  return await sasl.token();
}

/** Apache Kafka's own client with the same settings. */
async function checkAsJava(kafka: SecuredKafka, oidc: OidcServer): Promise<void> {
  await using folder = await tempFolder();
  const login = Object.entries({
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    scope: "kafka",
  }).map(([name, value]) => `${name}="${value}"`).join(" ");
  const settings = {
    "security.protocol": "SASL_PLAINTEXT",
    "sasl.mechanism": "OAUTHBEARER",
    "sasl.jaas.config": `${oauth}.OAuthBearerLoginModule required ${login};`,
    "sasl.login.callback.handler.class": `${oauth}.OAuthBearerLoginCallbackHandler`,
    "sasl.oauthbearer.token.endpoint.url": oidc.tokenUrl,
    "sasl.oauthbearer.header.urlencode": "true",
  };
  const file = folder.file("client.properties");
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await Deno.writeTextFile(file, lines.join(""));
  const { status, stderr } = await runKafkaTool(
    "org.apache.kafka.tools.TopicCommand",
    [
      ...["--bootstrap-server", kafka.saslPlaintext, "--command-config", file, "--list"],
    ],
    {},
    { "org.apache.kafka.sasl.oauthbearer.allowed.urls": oidc.tokenUrl },
  );
  assert.equal(status, 0, stderr);
}

Deno.test("wah logs in to Apache Kafka by OAUTHBEARER", async (t) => {
  await using oidc = await startOidcServer(300);
  await using kafka = await startKafka(oidc);
  await using folder = await tempFolder();
  const path = folder.file("token");
  await t.step("as a Java client does", async () => {
    await checkAsJava(kafka, oidc);
  });
  await t.step("with a token from an OIDC server", async () => {
    await connect(kafka, { source: clientOf(oidc) });
  });
  await t.step("with a token from a file", async () => {
    await Deno.writeTextFile(path, `${await tokenOf(kafka, oidc)}\n`, { mode: 0o600 });
    await connect(kafka, { source: { kind: "file", path } });
  });
  await t.step("with a token from a command", async () => {
    await connect(kafka, { source: { kind: "command", command: `cat '${path}'` } });
  });
  await t.step("not with a wrong secret", async () => {
    const client = { ...clientOf(oidc), clientSecret: { kind: "value", value: "guess" } } as const;
    await assert.rejects(connect(kafka, { source: client }), {
      name: "FailedError",
      message: `Cannot get a token from ${oidc.tokenUrl}: HTTP status 401, invalid_client: ` +
        "client authentication failed",
    });
  });
  await t.step("not with a scope that the server does not know", async () => {
    const client = { ...clientOf(oidc), scope: "other" };
    await assert.rejects(connect(kafka, { source: client }), {
      name: "FailedError",
      message: /: HTTP status 400, invalid_scope: /,
    });
  });
  await t.step("not with a token that is damaged", async () => {
    const token = await tokenOf(kafka, oidc);
    await Deno.writeTextFile(path, token.replace(/\.[^.]{8}([^.]*)$/, ".AAAAAAAA$1"));
    await assert.rejects(connect(kafka, { source: { kind: "file", path } }), {
      name: "FailedError",
      message:
        /^Cannot log in to .* with OAUTHBEARER: the broker rejects the token \(invalid_token\)$/,
    });
  });
});

Deno.test("Connection logs in again by OAUTHBEARER before a session ends", async (t) => {
  // The broker ends a session with its token, so each renewal needs a new one.
  await using oidc = await startOidcServer(4);
  await using kafka = await startKafka(oidc, { "connections.max.reauth.ms": "60000" });
  await using folder = await tempFolder();
  const path = folder.file("token");
  const logins: Readonly<Record<string, Omit<TokenLogin, "mechanism">>> = {
    "an OIDC server": { source: clientOf(oidc) },
    "a file": { source: { kind: "file", path } },
    "a command": { source: { kind: "command", command: `cat '${path}'` } },
  };
  const renew = async (): Promise<void> => {
    const token = await tokenOf(kafka, oidc);
    await Deno.writeTextFile(`${path}.new`, `${token}\n`, { mode: 0o600 });
    await Deno.rename(`${path}.new`, path);
  };
  for (const [name, login] of Object.entries(logins)) {
    await t.step(`with tokens from ${name}`, async () => {
      await renew();
      const config = await configFor(kafka, login);
      const connection = await openConnection(config.brokers[0]!, {
        config,
        connectTimeoutMs: 30_000,
        signal: wait.signal,
      });
      while (connection.logins < 3) {
        await renew();
        await exchange(connection, metadata, everyTopic, wait);
      }
      assert.equal(connection.isOpen, true);
      await connection.close();
    });
  }
});
