import assert from "node:assert/strict";
import { type Diagnosis, runDoctor, stepOf } from "../../support/cli/doctor.ts";
import { checkFaultRow } from "../../support/docs/fault_table.ts";
import { startKafka } from "../../support/kafka/kafka.ts";
import {
  password,
  type SecuredKafka,
  startSecuredKafka,
} from "../../support/kafka/secured_kafka.ts";

type Environment = Readonly<Record<string, string>>;

function login(brokers: string, changes: Environment = {}): Environment {
  return {
    WAH_BROKERS: brokers,
    WAH_SASL_USER: "ann",
    WAH_SASL_PASSWORD: password,
    WAH_SASL_MECHANISM: "plain",
    ...changes,
  };
}

async function check(env: Environment, status: number, faults: string[]): Promise<Diagnosis> {
  const diagnosis = await runDoctor({ env });
  assert.deepEqual([diagnosis.status, diagnosis.faults], [status, faults], diagnosis.stderr);
  assert.doesNotMatch(diagnosis.stdout + diagnosis.stderr, /s3cret|wrong-secret/);
  return diagnosis;
}

async function checkLogins(kafka: SecuredKafka): Promise<void> {
  const required = await check({ WAH_BROKERS: kafka.saslPlaintext }, 1, [
    "metadata login-required",
  ]);
  await checkFaultRow("the port requires a login", required);
  const wrong = login(kafka.saslPlaintext, { WAH_SASL_PASSWORD: "wrong-secret" });
  await checkFaultRow("the password is wrong", await check(wrong, 1, ["login login"]));
  const scram = { ...wrong, WAH_SASL_MECHANISM: "scram-sha-512" };
  await check(scram, 1, ["login login"]);
  const right = await check(login(kafka.saslPlaintext), 0, []);
  assert.equal(stepOf(right, "login").findings[0]?.text, 'logged in as "ann" with PLAIN');
}

async function checkTls(kafka: SecuredKafka): Promise<void> {
  const trust = { WAH_TLS_CA: kafka.certificateFile };
  const anonymous = { WAH_BROKERS: kafka.mutualTls, ...trust };
  const [status, code] = [3, "versions no-client-certificate"];
  const wanted = await check(anonymous, status, [code]);
  await checkFaultRow("the broker requires a client certificate", wanted);
  const own = { WAH_TLS_CERT: kafka.certificateFile, WAH_TLS_KEY: kafka.keyFile };
  await check({ ...anonymous, ...own }, 0, []);
  const secured = await check(login(kafka.saslTls, trust), 0, []);
  assert.match(stepOf(secured, "tls").findings[0]!.text, /^TLSv1\.3, certificate ".+" for /);
  await check({ WAH_BROKERS: kafka.cluster.brokers, ...trust }, 3, ["protocol plaintext"]);
  await check({ WAH_BROKERS: kafka.mutualTls }, 3, ["protocol tls"]);
}

Deno.test("wah doctor explains the logins and the TLS of Apache Kafka", async () => {
  await using kafka = await startSecuredKafka(["ann"]);
  await checkLogins(kafka);
  await checkTls(kafka);
});

Deno.test("wah doctor names the mechanisms that Apache Kafka offers", async () => {
  await using kafka = await startSecuredKafka(["ann"], { "sasl.enabled.mechanisms": "PLAIN" });
  const scram = login(kafka.saslPlaintext, { WAH_SASL_MECHANISM: "scram-sha-256" });
  const diagnosis = await check(scram, 1, ["login login"]);
  await checkFaultRow("the broker does not offer the login mechanism", diagnosis);
});

Deno.test("wah doctor finds the node of three that is down, whichever is named", async () => {
  await using cluster = await startKafka({ nodes: 3 });
  const [first, all] = [cluster.address(1), cluster.brokers];
  const healthy = await check({ WAH_BROKERS: first }, 0, []);
  assert.equal(stepOf(healthy, "advertised").findings.length, 3);
  assert.match(stepOf(healthy, "versions").findings[0]!.text, /like Kafka 4\./);
  assert.equal(stepOf(healthy, "clocks").findings[0]!.text, "the controller has the same time");
  await cluster.stop(3);
  await cluster.ready();
  await check({ WAH_BROKERS: first }, 1, ["advertised broker-down"]);
  await check({ WAH_BROKERS: all }, 1, ["tcp refused"]);
});
