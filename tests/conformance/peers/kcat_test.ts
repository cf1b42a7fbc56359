import assert from "node:assert/strict";
import { codecs } from "../../../lib/wire/codecs.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { kcatConsume, kcatProduce } from "../../support/kafka/kcat.ts";
import {
  consumePlain,
  type PlainRecord,
  producePlain,
} from "../../support/brokers/plain_record.ts";

/** Long enough for every codec to shrink it; otherwise librdkafka sends it uncompressed. */
const long = "Salut, wah ! ".repeat(40);

/** Records that kcat can write: a null or empty key only with a value. */
const records: readonly PlainRecord[] = [
  { key: "alice", value: long, headers: [] },
  { key: null, value: long, headers: [] },
  { key: "bob", value: null, headers: [] },
  { key: null, value: null, headers: [] },
  { key: "", value: "", headers: [] },
  { key: "clé", value: `${long}🐼`, headers: [["trace", "1"], ["trace", ""], ["été", "a=b"]] },
];

for (const codec of codecs) {
  Deno.test(`consume reads what kcat wrote with ${codec}`, async () => {
    const topic = uniqueTopic("kcat-writes");
    await kcatProduce({ ...broker(), topic, codec }, records);
    const found = await consumePlain({ ...broker(), topic });
    assert.deepEqual(found.records, records);
    assert.equal(found.codecs[0], codec);
  });

  Deno.test(`kcat reads what Producer wrote with ${codec}`, async () => {
    const topic = uniqueTopic("kcat-reads");
    const more: PlainRecord = { key: null, value: "", headers: [["none", null]] };
    await producePlain({ ...broker(), topic, codec }, [...records, more]);
    const lines = await kcatConsume({ ...broker(), topic });
    assert.deepEqual(
      lines.map(({ key, payload, headers, offset }) => ({ key, payload, headers, offset })),
      [...records, more].map(({ key, value, headers }, offset) => ({
        key,
        payload: value,
        headers: headers.length === 0 ? undefined : headers.flat(),
        offset,
      })),
    );
  });
}

Deno.test("consume reads what kcat wrote in many small batches", async () => {
  const topic = uniqueTopic("kcat-batches");
  const many = Array.from({ length: 500 }, (_, index): PlainRecord => ({
    key: String(index),
    value: long,
    headers: [],
  }));
  await kcatProduce({ ...broker(), topic, codec: "snappy", args: ["-X", "batch.size=2000"] }, many);
  assert.deepEqual((await consumePlain({ ...broker(), topic })).records, many);
});
