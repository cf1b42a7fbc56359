import { encodeBatch } from "../../lib/wire/batches/batch_encoder.ts";
import { codecs, loadCodec } from "../../lib/wire/codecs.ts";
import { produce } from "../../lib/wire/messages/00_produce.ts";
import { metadata } from "../../lib/wire/messages/03_metadata.ts";
import { uniqueTopic } from "../support/brokers/broker.ts";
import { batchOf, someTime } from "./_batches.ts";
import { brokenBatches } from "./_broken_batches.ts";
import { compareLogs, produceRequest } from "./_logs.ts";
import { differential } from "./_pair.ts";

for (const codec of codecs) await loadCodec(codec);

const good = batchOf(["a", "b", "c"]);

/** The versions in which the response gained a field, and the last. */
const keyVersions = [3, 5, 8, 11];

/** Kafka reports the start of the log with some errors; no client reads it there. */
const startWithError = { "logStartOffset is 0 in Kafka, -1 here": "no client reads it there" };

differential("Produce of valid batches in every codec", async (pair) => {
  const topic = await pair.createTopic();
  const values = Array.from({ length: 20 }, () => "Salut, wah !");
  for (const codec of codecs) {
    const body = produceRequest(topic, batchOf(values, { codec }));
    await pair.compare(codec, { api: produce, body });
  }
  await pair.compare("acks 1", { api: produce, body: produceRequest(topic, good, { acks: 1 }) });
  await compareLogs(pair, topic);
});

differential("Produce to partitions that do not exist", async (pair) => {
  const topic = await pair.createTopic();
  for (const index of [1, -1, -5, 2 ** 31 - 1]) {
    const body = produceRequest(topic, good, { index });
    await pair.compare(`partition ${index}`, { api: produce, body });
  }
  for (const name of [uniqueTopic("missing"), "no good", ""]) {
    await pair.compare(`topic "${name}"`, { api: produce, body: produceRequest(name, good) });
  }
  const good0 = { index: 0, records: good };
  await pair.compare("a good and a missing partition", {
    api: produce,
    body: {
      acks: -1,
      topicData: [{ name: topic, partitionData: [good0, { index: 7, records: good }] }],
    },
  });
  await pair.compare("nothing", { api: produce, body: { acks: -1, topicData: [] } });
  await compareLogs(pair, topic);
});

differential("Produce with odd acks", async (pair) => {
  const topic = await pair.createTopic();
  for (const acks of [2, -2, 32_767]) {
    const body = produceRequest(topic, good, { acks });
    await pair.compare(`acks ${acks}`, { api: produce, body });
  }
  for (const peer of pair.peers) {
    await peer.send(produce, 7, produceRequest(topic, good, { acks: 0 }));
  }
  await pair.compare("what comes after acks 0", {
    api: metadata,
    versions: [12],
    body: { topics: [] },
  });
  await compareLogs(pair, topic);
});

differential("Produce without a response closes the connection if it fails", async (pair) => {
  const missing = uniqueTopic("missing");
  for (const peer of pair.peers) {
    await peer.send(produce, 7, produceRequest(missing, good, { acks: 0 }));
  }
  await pair.compare("what comes after acks 0", { api: metadata, versions: [12], body: {} });
});

differential("Produce of invalid batches", async (pair) => {
  const shared = await pair.createTopic();
  for (const [what, records, known] of brokenBatches) {
    const topic = known === undefined ? shared : await pair.createTopic();
    await pair.compare(what, {
      api: produce,
      versions: keyVersions,
      body: produceRequest(topic, records),
      ...(known && { known: { [known.difference]: known.reason } }),
      tolerated: startWithError,
    });
  }
  await compareLogs(pair, shared);
});

differential("Produce of batches that the topic does not accept", async (pair) => {
  const small = await pair.createTopic({ configs: { "max.message.bytes": "200" } });
  for (const length of [100, 120, 121, 122, 123, 124, 125, 126, 127, 128, 300]) {
    const body = produceRequest(small, batchOf(["x".repeat(length)]));
    await pair.compare(`a value of ${length} bytes`, { api: produce, versions: keyVersions, body });
  }
  await compareLogs(pair, small);

  const compacted = await pair.createTopic({ configs: { "cleanup.policy": "compact" } });
  const keys = [null, new Uint8Array([1]), null, new Uint8Array(0)];
  const keyless = keys.map((key) => ({ key, value: null, timestamp: someTime }));
  for (const codec of codecs) {
    await pair.compare(`records without keys in ${codec}`, {
      api: produce,
      versions: codec === "zstd" ? [8, 11] : keyVersions,
      body: produceRequest(compacted, encodeBatch(keyless, { codec })),
      tolerated: startWithError,
    });
  }
  await compareLogs(pair, compacted);
});

differential("Produce with timestamps that the topic does not accept", async (pair) => {
  const stamped = await pair.createTopic({
    configs: { "message.timestamp.type": "LogAppendTime" },
  });
  await pair.compare("the broker's time", { api: produce, body: produceRequest(stamped, good) });

  const maxAge = BigInt(Date.now()) - someTime - 1500n;
  const punctual = await pair.createTopic({
    configs: { "message.timestamp.before.max.ms": String(maxAge) },
  });
  for (const codec of codecs) {
    await pair.compare(`records of which two are too old, in ${codec}`, {
      api: produce,
      versions: codec === "zstd" ? [8, 11] : keyVersions,
      body: produceRequest(punctual, batchOf(["a", "b", "c", "d"], { codec })),
      tolerated: startWithError,
    });
  }
  await compareLogs(pair, punctual);
});

differential("Produce of zstd in versions before it", async (pair) => {
  const topic = await pair.createTopic();
  await pair.compare("zstd", {
    api: produce,
    versions: [3, 4, 5, 6],
    body: produceRequest(topic, batchOf(["a".repeat(100)], { codec: "zstd" })),
  });
});
