import assert from "node:assert/strict";
import type { ReaderNotice } from "../../../lib/kafka/reader/read_target.ts";
import { broker } from "../../support/brokers/broker.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { kcatProduce } from "../../support/kafka/kcat.ts";
import { readRows } from "../../support/brokers/read_rows.ts";
import { send } from "../../support/brokers/records.ts";

const ranges: readonly (readonly [string, readonly string[]])[] = [
  [":end", ["0:0 a", "0:1 b", "0:2 c", "0:3 d", "2:0 x", "2:1 y"]],
  [":3", ["0:0 a", "0:1 b", "0:2 c", "2:0 x", "2:1 y"]],
  [":0", []],
  ["1:3", ["0:1 b", "0:2 c", "2:1 y"]],
  ["2:end", ["0:2 c", "0:3 d"]],
  ["3:99", ["0:3 d"]],
  ["99:100", []],
  ["-1:end", ["0:3 d", "2:1 y"]],
  ["-3:end", ["0:1 b", "0:2 c", "0:3 d", "2:0 x", "2:1 y"]],
  ["+3:end", ["0:3 d"]],
  ["+99:end", []],
  ["@:1970-01-02", ["0:0 a", "0:1 b", "2:0 x"]],
  ["@1970-01-02:end", ["0:2 c", "0:3 d", "2:1 y"]],
  ["@1970-01-02:1970-01-03", ["0:2 c", "2:1 y"]],
  ["@1970-01-09:end", []],
  ["@1960-01-01:1970-01-01T00:00:01Z", ["0:0 a", "2:0 x"]],
];

Deno.test("resolveRange() and readPartitions() read each range to its end", async (test) => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 3 });
  const dayMs = 86_400_000n;
  await send(topic, [
    { value: "a", timestamp: 0n },
    { value: "b", timestamp: 1000n },
    { value: "c", timestamp: dayMs },
    { value: "d", timestamp: dayMs * 2n },
    { partition: 2, value: "x", timestamp: 0n },
    { partition: 2, value: "y", timestamp: dayMs },
  ]);
  for (const [range, rows] of ranges) {
    await test.step(range, async () => {
      assert.deepEqual(await readRows(client, topic.name, { range }), rows);
    });
  }
  await test.step("only some partitions", async () => {
    assert.deepEqual(await readRows(client, topic.name, { partitions: [1, 2] }), [
      "2:0 x",
      "2:1 y",
    ]);
  });
});

Deno.test("resolveRange() reports a start outside of the log", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  await send(topic, [{ value: "a" }]);
  const notices: ReaderNotice[] = [];
  const onNotice = (notice: ReaderNotice): void => void notices.push(notice);
  await readRows(client, topic.name, { range: "7:end", onNotice });
  assert.deepEqual(notices, [
    { kind: "clamped", topic: topic.name, partition: 0, asked: 7n, start: 1n },
  ]);
});

Deno.test("resolveRange() throws for a topic or a partition that does not exist", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2 });
  await assert.rejects(readRows(client, `${topic.name}-not`), {
    name: "KafkaError",
    code: 3,
    message: `Cannot read topic "${topic.name}-not": the broker knows no such topic or partition ` +
      "(UNKNOWN_TOPIC_OR_PARTITION)",
  });
  await assert.rejects(readRows(client, topic.name, { partitions: [0, 2] }), {
    name: "FailedError",
    message: `Cannot read partition 2 of "${topic.name}": it has 2 partitions, numbered from 0`,
  });
});

Deno.test("readPartitions() reads from the middle of one batch into another", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const values = Array.from({ length: 300 }, (_, index) => ({ key: null, value: `v${index}` }));
  await kcatProduce({ ...broker(), topic: topic.name, codec: "snappy" }, values.slice(0, 200));
  await kcatProduce({ ...broker(), topic: topic.name, codec: "zstd" }, values.slice(200));
  assert.deepEqual(
    await readRows(client, topic.name, { range: "150:250" }),
    values.slice(150, 250).map(({ value }, index) => `0:${index + 150} ${value}`),
  );
});

Deno.test("readPartitions() reads batches larger than all its limits", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 3 });
  const big = "x".repeat(50_000);
  await send(topic, [0, 1, 2].map((partition) => ({ partition, value: `${partition}${big}` })));
  const rows = await readRows(client, topic.name, { maxBytes: 1000, maxPartitionBytes: 100 });
  assert.deepEqual(rows.map((row) => row.slice(0, 6)), ["0:0 0x", "1:0 1x", "2:0 2x"]);
});
