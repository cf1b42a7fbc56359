import assert from "node:assert/strict";
import { awaitTopicsReady } from "../../../lib/kafka/admin/await_topics.ts";
import { createTopics } from "../../../lib/kafka/admin/create_topics.ts";
import { KafkaClient } from "../../../lib/kafka/client.ts";
import { parseAddresses } from "../../../lib/kafka/config.ts";
import { encodeBatch, type RecordInput } from "../../../lib/wire/batches/batch_encoder.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { codecs, loadCodec } from "../../../lib/wire/codecs.ts";
import { produce } from "../../../lib/wire/messages/00_produce.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { kcatConsume } from "../../support/kafka/kcat.ts";

/** Later versions identify topics by id. */
const maxVersion = 12;
const time = 1_700_000_000_000n;

/** Creates `topic`, appends `batch` to it with one Produce request, and returns the response. */
async function append(
  topic: string,
  batch: Uint8Array,
): Promise<{ errorCode: number; errorMessage: string | null }> {
  await using client = await KafkaClient.connect({ brokers: parseAddresses(broker().brokers) });
  const [created] = await createTopics(client, [{ name: topic, partitions: 1 }]);
  if (created!.error !== null) throw created!.error;
  await awaitTopicsReady(client, [topic]);
  const topicData = [{ name: topic, partitionData: [{ index: 0, records: batch }] }];
  const body = { transactionalId: null, acks: -1, timeoutMs: 30_000, topicData };
  const response = await client.request(produce, body, { node: "controller", maxVersion });
  const { errorCode, errorMessage } = response.responses[0]!.partitionResponses[0]!;
  return { errorCode, errorMessage };
}

for (const codec of codecs) {
  Deno.test(`a broker accepts and kcat reads a batch of encodeBatch() with ${codec}`, async () => {
    const topic = uniqueTopic("encode-batch");
    // More than one block of lz4, and several chunks of snappy.
    const records = Array.from({ length: 20_000 }, (_, index): RecordInput => ({
      key: index % 3 === 0 ? null : utf8(`key ${index}`),
      value: index % 5 === 0 ? null : utf8(`value ${index}`),
      headers: index % 100 === 0 ? [{ key: "é", value: utf8("x") }, { key: "é", value: null }] : [],
      timestamp: time + BigInt(index),
    }));
    await loadCodec(codec);
    const answer = await append(topic, encodeBatch(records, { codec }));
    assert.deepEqual(answer, { errorCode: 0, errorMessage: null });
    const args = ["-X", "check.crcs=true"];
    const lines = await kcatConsume({ ...broker(), topic, args });
    assert.deepEqual(
      lines.map(({ offset, ts, key, payload, headers }) => ({ offset, ts, key, payload, headers })),
      records.map((_, index) => ({
        offset: index,
        ts: Number(time) + index,
        key: index % 3 === 0 ? null : `key ${index}`,
        payload: index % 5 === 0 ? null : `value ${index}`,
        headers: index % 100 === 0 ? ["é", "x", "é", null] : undefined,
      })),
    );
  });
}

Deno.test("a broker rejects a batch of encodeBatch() with one changed byte", async () => {
  const corruptMessage = 2;
  const batch = encodeBatch([{ key: null, value: utf8("wah"), timestamp: time }]);
  batch[batch.byteLength - 2]! ^= 1;
  const { errorCode } = await append(uniqueTopic("encode-batch"), batch);
  assert.equal(errorCode, corruptMessage);
});
