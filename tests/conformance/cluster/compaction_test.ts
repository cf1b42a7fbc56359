import assert from "node:assert/strict";
import { Producer } from "../../../lib/kafka/producer/producer.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { startKafka } from "../../support/kafka/kafka.ts";
import { poll } from "../../support/poll.ts";
import { readRows } from "../../support/brokers/read_rows.ts";

/** Makes every record begin a segment, and the cleaner take every segment but the last. */
const eager = {
  "cleanup.policy": "compact",
  "segment.ms": "1",
  "min.cleanable.dirty.ratio": "0.0001",
  "delete.retention.ms": "0",
};

Deno.test("readPartitions() reads what compaction has left", async (test) => {
  await using cluster = await startKafka({
    nodes: 1,
    properties: { "log.cleaner.min.compaction.lag.ms": "0" },
  });
  await using client = await connect(cluster.brokers);
  await using topic = await createTopic(client, { configs: eager });
  await using producer = await Producer.open(client);
  const keys = ["a", "b", "c", "c", "c", "c", "c", "d"];
  for (const [index, key] of keys.entries()) {
    const value = utf8(`${key}${index}`);
    await producer.send({
      topic: topic.name,
      key: utf8(key),
      value,
      timestamp: BigInt(Date.now() - 100_000 + index * 1000),
    });
  }
  await poll(async () => {
    const rows = await readRows(client, topic.name);
    return rows.length === 4 ? rows : undefined;
  }, () => "the topic was not compacted");

  const ranges: readonly (readonly [string, readonly string[]])[] = [
    [":end", ["0:0 a0", "0:1 b1", "0:6 c6", "0:7 d7"]],
    [":5", ["0:0 a0", "0:1 b1"]],
    ["2:5", []],
    ["1:7", ["0:1 b1", "0:6 c6"]],
    ["4:end", ["0:6 c6", "0:7 d7"]],
    ["-0:end", []],
    ["-1:end", ["0:7 d7"]],
    ["-2:end", ["0:6 c6", "0:7 d7"]],
    ["-3:end", ["0:1 b1", "0:6 c6", "0:7 d7"]],
    ["-9:end", ["0:0 a0", "0:1 b1", "0:6 c6", "0:7 d7"]],
  ];
  for (const [range, rows] of ranges) {
    await test.step(range, async () => {
      assert.deepEqual(await readRows(client, topic.name, { range }), rows);
    });
  }
});
