import assert from "node:assert/strict";
import { type Address, parseAddresses, type SaslConfig } from "../../../lib/kafka/config.ts";
import type { Connection } from "../../../lib/kafka/connection/connection.ts";
import { openConnection } from "../../../lib/kafka/connection/open_connection.ts";
import { openStream } from "../../../lib/kafka/connection/open_stream.ts";
import { exchange } from "../../../lib/kafka/connection/exchange.ts";
import { Login } from "../../../lib/kafka/connection/login.ts";
import { RequestPipeline } from "../../../lib/kafka/connection/request_pipeline.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { certificate } from "../../support/peers/certificate.ts";
import { password, startSecuredKafka } from "../../support/kafka/secured_kafka.ts";

const wait = { timeoutMs: 30_000, signal: new AbortController().signal };
const everyTopic = { topics: null, allowAutoTopicCreation: false };
/** Kafka closes a connection that sends a request after this, unless it has logged in again. */
const sessionMs = 2000;

async function open(address: string, sasl: SaslConfig, isTls: boolean): Promise<Connection> {
  const brokers = parseAddresses(address) as [Address];
  return await openConnection(brokers[0], {
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
  const idle = await open(kafka.saslPlaintext, sasl, false);
  await untilSessionEnds(kafka.saslPlaintext, sasl);
  await exchange(idle, metadata, everyTopic, wait);
  assert.equal(idle.logins, 2);
  await idle.close();
});

/** Logs in once, and sends requests until the broker ends the session. */
async function untilSessionEnds(broker: string, sasl: SaslConfig): Promise<void> {
  const [address] = parseAddresses(broker) as [Address];
  const pipeline = new RequestPipeline(await openStream(address, wait), "test");
  const versions = new Map([[17, { min: 0, max: 1 }], [36, { min: 0, max: 2 }]]);
  await new Login({ sasl, address, versions }).authenticate(pipeline);
  const request = { api: metadata, version: 4, body: everyTopic, decode: () => null };
  while (pipeline.failure === null) await pipeline.send(request).answer.catch(() => {});
  await pipeline.closed;
}
