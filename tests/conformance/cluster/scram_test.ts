import assert from "node:assert/strict";
import { kafkaConfig } from "../../../lib/credentials/kafka_config.ts";
import { KafkaClient } from "../../../lib/kafka/client.ts";
import { parseAddresses } from "../../../lib/kafka/config.ts";
import type { PasswordLogin, SecretSource } from "../../../lib/settings/connection_settings.ts";
import { fakeContext } from "../../support/cli/context.ts";
import { runKafkaTool } from "../../support/kafka/java.ts";
import { type SecuredKafka, startSecuredKafka } from "../../support/kafka/secured_kafka.ts";
import { tempFolder } from "../../support/temp_folder.ts";

/**
 * A name that SCRAM escapes, and a password that SASLprep would change: U+00AA becomes "a". Kafka
 * accepts only ASCII names.
 */
const user = "a=b,c d";
const password = "pässwörd\u{aa}=2C 🐼";

async function addUser({ cluster }: SecuredKafka, mechanism: string): Promise<void> {
  const added = `${mechanism.toUpperCase()}=[password=${password}]`;
  const { status, stdout, stderr } = await runKafkaTool("kafka.admin.ConfigCommand", [
    ...["--bootstrap-server", cluster.brokers, "--alter", "--add-config", added],
    ...["--entity-type", "users", "--entity-name", user],
  ], { env: { ...Deno.env.toObject(), LC_ALL: "C.UTF-8" } });
  assert.equal(status, 0, stdout + stderr);
}

async function connect(
  kafka: SecuredKafka,
  mechanism: PasswordLogin["mechanism"],
  source: SecretSource,
): Promise<void> {
  const config = await kafkaConfig({
    brokers: parseAddresses(kafka.saslPlaintext),
    login: { mechanism, user, password: source },
  }, fakeContext({ stdin: "" }).context);
  await using client = await KafkaClient.connect(config);
  assert.ok((await client.metadata()).clusterId);
}

/** Apache Kafka's own client; Debian's kcat is older than the check of the nonce in Kafka. */
async function checkAsJava(
  { saslPlaintext }: SecuredKafka,
  mechanism: string,
  file: string,
): Promise<void> {
  const module = "org.apache.kafka.common.security.scram.ScramLoginModule";
  const settings = {
    "security.protocol": "SASL_PLAINTEXT",
    "sasl.mechanism": mechanism.toUpperCase(),
    "sasl.jaas.config": `${module} required username="${user}" password="${password}";`,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`).join("");
  const escaped = lines.replace(/[^\n -~]/g, (unit) => (
    `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
  ));
  await Deno.writeTextFile(file, escaped);
  const { status, stderr } = await runKafkaTool("org.apache.kafka.tools.TopicCommand", [
    ...["--bootstrap-server", saslPlaintext, "--command-config", file, "--list"],
  ]);
  assert.equal(status, 0, stderr);
}

Deno.test("wah logs in by SCRAM with names and passwords of any characters", async (t) => {
  await using kafka = await startSecuredKafka([]);
  await using folder = await tempFolder();
  const path = folder.file("password");
  await Deno.writeTextFile(path, `${password}\n`, { mode: 0o600 });
  for (const mechanism of ["scram-sha-256", "scram-sha-512"] as const) {
    await t.step(`by ${mechanism}, as a Java client does`, async () => {
      await addUser(kafka, mechanism);
      await checkAsJava(kafka, mechanism, folder.file("client.properties"));
      await connect(kafka, mechanism, { kind: "value", value: password });
      await connect(kafka, mechanism, { kind: "file", path });
      await connect(kafka, mechanism, { kind: "command", command: `cat '${path}'` });
    });
  }
  await t.step("not with another password", async () => {
    await assert.rejects(connect(kafka, "scram-sha-256", { kind: "value", value: "guess" }), {
      name: "FailedError",
      message: /^Cannot log in to \S+ with SCRAM-SHA-256: /,
    });
  });
});
