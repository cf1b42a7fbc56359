import assert from "node:assert/strict";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { runKafkaTool } from "../../support/kafka/java.ts";
import {
  password,
  type SecuredKafka,
  startSecuredKafka,
} from "../../support/kafka/secured_kafka.ts";

/** The environment variables of a command for its connection to the broker. */
type Environment = Readonly<Record<string, string>>;

const chats = ["text", "json", "protobuf"];

function login(user: string, mechanism: string, brokers: string): Environment {
  return {
    WAH_BROKERS: brokers,
    WAH_SASL_USER: user,
    WAH_SASL_PASSWORD: password,
    WAH_SASL_MECHANISM: mechanism,
  };
}

/** Allows what `operations` name, of one resource. */
async function allow(kafka: SecuredKafka, user: string, ...flags: string[]): Promise<void> {
  const result = await runKafkaTool("org.apache.kafka.tools.AclCommand", [
    ...["--bootstrap-server", kafka.cluster.brokers, "--add", "--allow-principal", `User:${user}`],
    ...flags,
  ]);
  assert.equal(result.status, 0, result.stdout + result.stderr);
}

/** Checks that stderr has one error line about permissions, and at most one hint. */
function assertRefused(result: CliResult, line: RegExp): void {
  assert.equal(result.status, 1, result.stderr);
  assert.equal(result.stdout, "");
  assert.match(result.stderr, line);
  assert.match(result.stderr, /^error: .*\n(hint: .*\n)?$/);
}

async function checkLogin(env: Environment): Promise<void> {
  const health = await runCli(["health"], { env });
  assert.equal(health.status, 0, health.stderr);
  for (const format of chats) {
    const said = await runCli(["chat", "-u", "ann", "-t", "room", "-f", format], {
      env,
      stdin: `as ${format}\n`,
    });
    assert.deepEqual([said.status, said.stdout], [0, `ann: as ${format}\n`], said.stderr);
  }
  const read = await runCli(["consume", "room", "-n", "1", "-f", "%k %v\\n"], { env });
  assert.deepEqual([read.status, read.stdout], [0, "ann ann: as text\n"], read.stderr);
}

async function checkRefusedLogins(kafka: SecuredKafka): Promise<void> {
  const env = login("ann", "scram-sha-256", kafka.saslPlaintext);
  const wrong = await runCli(["health"], { env: { ...env, WAH_SASL_PASSWORD: "guess" } });
  assertRefused(wrong, /Cannot log in to 127\.0\.0\.1:\d+ with SCRAM-SHA-256: /);
  const plain = { ...env, WAH_SASL_MECHANISM: "plain", WAH_SASL_PASSWORD: "guess" };
  assertRefused(await runCli(["health"], { env: plain }), /with PLAIN: /);
  const anonymous = await runCli(["health"], { env: { WAH_BROKERS: kafka.saslPlaintext } });
  assert.equal(anonymous.status, 3);
  assert.match(anonymous.stderr, /It may require a login \(SASL\)/);
  const trusting = { WAH_TLS_ENABLED: "true", WAH_BROKERS: kafka.mutualTls };
  const stranger = await runCli(["health"], { env: trusting });
  assert.equal(stranger.status, 3);
  assert.match(stranger.stderr, /its TLS certificate is self-signed.*\nhint: .*WAH_TLS_CA/);
}

async function checkRefusals(env: Environment): Promise<void> {
  const shut =
    /"shut"[^\n]*: not authorized for \w+ on topic "shut"[^\n]* \(TOPIC_AUTHORIZATION_FAILED\)/;
  assertRefused(await runCli(["consume", "shut", "-o", ":end"], { env }), shut);
  assertRefused(
    await runCli(["consume", "shown", "-o", ":end"], { env }),
    /"shown"[^\n]*not authorized for Read on topic "shown"/,
  );
  assertRefused(await runCli(["chat", "-u", "bob", "-t", "shut"], { env, stdin: "hi\n" }), shut);
  assertRefused(await runCli(["chat", "log", "-t", "shut"], { env }), shut);
  assertRefused(await runCli(["chat", "send", "-u", "bob", "-t", "shut", "hi"], { env }), shut);
  assertRefused(await runCli(["topic", "describe", "shut"], { env }), shut);
  const listed = await runCli(["topic", "list", "shut", "-o", "jsonl"], { env });
  assertRefused(listed, shut);
  assertRefused(await runCli(["topic", "reset", "-y", "shut"], { env }), shut);
  for (const verb of [["create"], ["delete", "-y"]]) {
    const result = await runCli(["topic", ...verb, "shut"], { env });
    assert.equal(result.status, 1);
    assert.match(result.stdout, /^shut +TOPIC_AUTHORIZATION_FAILED$/m);
    assert.match(
      result.stderr,
      /^error: Cannot (create|delete) topic "shut": [^\n]+\n(hint: .*\n)?$/,
    );
  }
  const list = await runCli(["topic", "list"], { env });
  assert.deepEqual([list.status, /shown/.test(list.stdout), /shut/.test(list.stdout)], [
    0,
    true,
    false,
  ]);
}

Deno.test("wah logs in to Apache Kafka, and reports missing permissions", async (t) => {
  await using kafka = await startSecuredKafka(["ann", "bob"]);
  const authority = { WAH_TLS_CA: kafka.certificateFile };
  await allow(kafka, "ann", "--operation", "All", "--topic", "*", "--cluster");
  await allow(kafka, "bob", "--operation", "Describe", "--topic", "shown");
  for (const topic of ["shut", "shown"]) {
    const { brokers } = kafka.cluster;
    const made = await runCli(["topic", "create", topic], { brokers });
    assert.equal(made.status, 0, made.stderr);
    const said = await runCli(["chat", "send", "-u", "eve", "-t", topic, "secret"], { brokers });
    assert.equal(said.status, 0, said.stderr);
  }
  for (const mechanism of ["plain", "scram-sha-256", "scram-sha-512"]) {
    await t.step(`by ${mechanism}, with and without TLS`, async () => {
      await checkLogin({ ...login("ann", mechanism, kafka.saslTls), ...authority });
      await checkLogin(login("ann", mechanism, kafka.saslPlaintext));
    });
  }
  await t.step("by a certificate", async () => {
    const own = { WAH_TLS_CERT: kafka.certificateFile, WAH_TLS_KEY: kafka.keyFile };
    const env = { ...authority, ...own, WAH_BROKERS: kafka.mutualTls };
    const health = await runCli(["health"], { env });
    assert.equal(health.status, 0, health.stderr);
  });
  await t.step("not with a wrong password, none, or an unknown authority", async () => {
    await checkRefusedLogins(kafka);
  });
  await t.step("not to what an access list forbids", async () => {
    await checkRefusals(login("bob", "scram-sha-512", kafka.saslPlaintext));
  });
});
