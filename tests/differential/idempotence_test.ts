import type { BatchOptions } from "../../lib/wire/batches/batch_encoder.ts";
import { produce } from "../../lib/wire/messages/00_produce.ts";
import { initProducerId } from "../../lib/wire/messages/22_init_producer_id.ts";
import { batchOf } from "./_batches.ts";
import { compareLogs, produceRequest } from "./_logs.ts";
import { differential, type Pair } from "./_pair.ts";

const tolerated = {
  "logStartOffset is 0 in Kafka, -1 here": "no client reads it in a response with an error",
  "logAppendTimeMs is a .* in Kafka, -1 here": "Kafka tells when it took a batch that comes again",
};

const values = ["a", "b", "c"];

/** Requests a new producer id from each broker; returns them by broker. */
async function newProducer(pair: Pair): Promise<(name: string) => bigint> {
  const answers = await pair.compare("a new producer", { api: initProducerId, body: {} });
  const ids = new Map(pair.peers.map((peer) => [peer.name, answers.of(peer).producerId]));
  return (name) => ids.get(name)!;
}

differential("InitProducerId", async (pair) => {
  const idOf = await newProducer(pair);
  await pair.compare("an empty transactional id", {
    api: initProducerId,
    body: { transactionalId: "", transactionTimeoutMs: 1000 },
  });
  for (const [producerId, producerEpoch] of [[-1n, 0], [77n, -1], [-2n, -1]] as const) {
    await pair.compare(`id ${producerId} and epoch ${producerEpoch}`, {
      api: initProducerId,
      versions: [3, 4],
      body: { producerId, producerEpoch },
    });
  }
  for (const producerEpoch of [0, 5, 32_766, 32_767]) {
    await pair.compare(`epoch ${producerEpoch} of its own`, {
      api: initProducerId,
      versions: [3, 4],
      body: ({ peer }) => ({ producerId: idOf(peer.name), producerEpoch }),
    });
  }
});

differential("Produce with sequence numbers", async (pair) => {
  const topic = await pair.createTopic();
  const idOf = await newProducer(pair);
  const send = async (what: string, options: BatchOptions, count = values.length) =>
    await pair.compare(what, {
      api: produce,
      versions: [11],
      body: ({ peer }) => {
        const own = { producerId: idOf(peer.name), producerEpoch: 0, baseSequence: 0, ...options };
        return produceRequest(topic, batchOf(values.slice(0, count), own));
      },
      tolerated,
    });
  await send("the first batch", {});
  await send("the first batch again", {});
  await send("a gap", { baseSequence: 4 });
  await send("the second batch", { baseSequence: 3 });
  await send("the first batch again, after the second", {});
  await send("a part of the first batch", {}, 2);
  await send("an overlap", { baseSequence: 2 });
  for (let batch = 2; batch < 8; batch++) await send("the next", { baseSequence: batch * 3 });
  await send("one of five batches back", { baseSequence: 9 });
  await send("one of six batches back", { baseSequence: 6 });
  await send("a later epoch in the middle", { producerEpoch: 2, baseSequence: 24 });
  await send("a later epoch from the start", { producerEpoch: 2 });
  await send("an earlier epoch", { producerEpoch: 1, baseSequence: 3 });
  await send("the epoch before, from the start", { producerEpoch: 1 });
  await send("another producer in the middle", { producerId: 999_999n, baseSequence: 77 });
  await send("another producer continues", { producerId: 999_999n, baseSequence: 80 });
  await send("a producer near the end", { producerId: 999_998n, baseSequence: 2 ** 31 - 2 });
  await send("a producer past the end", { producerId: 999_998n, baseSequence: 1 });
  await send("a negative sequence", { baseSequence: -3, producerEpoch: 2 });
});

differential("the log after batches with sequence numbers", async (pair) => {
  const topic = await pair.createTopic();
  for (const baseSequence of [0, 0, 3, 9, 6]) {
    const batch = batchOf(values, { producerId: 888_888n, producerEpoch: 0, baseSequence });
    await pair.compare(`sequence ${baseSequence}`, {
      api: produce,
      versions: [11],
      body: produceRequest(topic, batch),
      tolerated,
    });
  }
  await compareLogs(pair, topic);
});
