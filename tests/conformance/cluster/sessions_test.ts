import assert from "node:assert/strict";
import { type Address, parseAddresses, type SaslConfig } from "../../../lib/kafka/config.ts";
import { Connection } from "../../../lib/kafka/connection/connection.ts";
import { exchange } from "../../../lib/kafka/connection/exchange.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { certificate } from "../../support/certificate.ts";
import { password, startSecuredKafka } from "../../support/secured_kafka.ts";

const wait = { timeoutMs: 30_000, signal: new AbortController().signal };
const everyTopic = { topics: null, allowAutoTopicCreation: false };
/** Kafka closes a connection that sends a request after this, unless it has logged in again. */
const sessionMs = 2000;

async function open(address: string, sasl: SaslConfig, isTls: boolean): Promise<Connection> {
  const brokers = parseAddresses(address) as [Address];
  return await Connection.open(brokers[0], {
    config: { brokers, sasl, ...(isTls ? { tls: { ca: certificate } } : {}) },
    connectTimeoutMs: 30_000,
    signal: wait.signal,
  });
}

Deno.test("Connection logs in to Apache Kafka again before its session ends", async (t) => {
  await using kafka = await startSecuredKafka(["ann"], {
    "connections.max.reauth.ms": String(sessionMs),
  });
  for (const mechanism of ["plain", "scram-sha-256", "scram-sha-512"] as const) {
    for (const [isTls, address] of [[true, kafka.saslTls], [false, kafka.saslPlaintext]] as const) {
      await t.step(`by ${mechanism}, ${isTls ? "with" : "without"} TLS`, async () => {
        const sasl = { mechanism, username: "ann", password };
        const connection = await open(address, sasl, isTls);
        let answers = 0;
        for (; connection.logins < 3; answers++) {
          await Promise.all(Array.from({ length: 5 }, () => (
            exchange(connection, metadata, everyTopic, wait)
          )));
        }
        assert.ok(answers > 0);
        assert.equal(connection.isOpen, true);
        await connection.close();
      });
    }
  }
});

Deno.test("Connection survives a session that ended while it was idle", async () => {
  await using kafka = await startSecuredKafka(["ann"], {
    "connections.max.reauth.ms": String(sessionMs),
  });
  const sasl = { mechanism: "scram-sha-256", username: "ann", password } as const;
  const connection = await open(kafka.saslPlaintext, sasl, false);
  // Nothing else shows to a client that its session has ended.
  await new Promise((resolve) => setTimeout(resolve, sessionMs + 500));
  await exchange(connection, metadata, everyTopic, wait);
  assert.equal(connection.logins, 2);
  await connection.close();
});
