import assert from "node:assert/strict";
import { deleteRecords } from "../../../../lib/kafka/admin/delete_records.ts";
import { listOffsets } from "../../../../lib/kafka/admin/list_offsets.ts";
import { broker, uniqueTopic } from "../../../support/brokers/broker.ts";
import { connect, createTopic } from "../../../support/brokers/client.ts";
import { kcatProduce } from "../../../support/kafka/kcat.ts";

const someRecords = ["a", "b", "c", "d"].map((value) => ({ key: null, value, partition: 1 }));

Deno.test("listOffsets() answers several questions about several partitions in order", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2 });
  await kcatProduce({ ...broker(), topic: topic.name }, someRecords);
  const answers = await listOffsets(client, [
    { topic: topic.name, partition: 1, at: "latest" },
    { topic: topic.name, partition: 0, at: "latest" },
    { topic: topic.name, partition: 1, at: "earliest" },
    { topic: topic.name, partition: 1, at: 0n },
    { topic: topic.name, partition: 1, at: 9_000_000_000_000n },
    { topic: topic.name, partition: 7, at: "latest" },
  ]);
  assert.deepEqual(answers.map(({ offset }) => offset), [4n, 0n, 0n, 0n, null, null]);
  assert.deepEqual(answers.map(({ error }) => error?.codeName ?? null), [
    ...[null, null, null, null, null],
    "UNKNOWN_TOPIC_OR_PARTITION",
  ]);
  assert.equal(answers[0]!.timestamp, null);
  assert.ok(answers[3]!.timestamp! > 1_600_000_000_000n);
});

Deno.test("listOffsets() finds the record with the largest timestamp", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2 });
  await kcatProduce({ ...broker(), topic: topic.name }, someRecords);
  const [full, empty] = await listOffsets(client, [
    { topic: topic.name, partition: 1, at: "max-timestamp" },
    { topic: topic.name, partition: 0, at: "max-timestamp" },
  ]);
  assert.ok(full!.offset !== null && full!.timestamp !== null);
  assert.deepEqual([empty!.offset, empty!.timestamp, empty!.error], [null, null, null]);
});

Deno.test("listOffsets() answers for committed records", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const query = { topic: topic.name, partition: 0, at: "latest" } as const;
  const [answer] = await listOffsets(client, [query], { isolation: "committed" });
  assert.equal(answer!.offset, 0n);
});

Deno.test("listOffsets() returns an error only for the missing topic", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const answers = await listOffsets(client, [
    { topic: uniqueTopic("missing"), partition: 0, at: "latest" },
    { topic: topic.name, partition: 0, at: "latest" },
  ]);
  assert.deepEqual(answers.map(({ error, offset }) => error?.codeName ?? offset), [
    "UNKNOWN_TOPIC_OR_PARTITION",
    0n,
  ]);
});

Deno.test("deleteRecords() moves the start of the log", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2 });
  await kcatProduce({ ...broker(), topic: topic.name }, someRecords);
  const place = { topic: topic.name, partition: 1 };
  const [some] = await deleteRecords(client, [{ ...place, before: 3n }]);
  assert.deepEqual(some, { ...place, logStartOffset: 3n, error: null });
  const [all] = await deleteRecords(client, [{ ...place, before: "high-watermark" }]);
  assert.deepEqual(all, { ...place, logStartOffset: 4n, error: null });
});

Deno.test("deleteRecords() returns the error of each partition", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const results = await deleteRecords(client, [
    { topic: topic.name, partition: 0, before: 9n },
    { topic: topic.name, partition: 5, before: 0n },
  ]);
  assert.deepEqual(results.map(({ error }) => error?.codeName), [
    "OFFSET_OUT_OF_RANGE",
    "UNKNOWN_TOPIC_OR_PARTITION",
  ]);
});
