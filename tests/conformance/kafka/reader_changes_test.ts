import assert from "node:assert/strict";
import { awaitTopicsGone, awaitTopicsReady } from "../../../lib/kafka/admin/await_topics.ts";
import { createTopics } from "../../../lib/kafka/admin/create_topics.ts";
import { deleteRecords } from "../../../lib/kafka/admin/delete_records.ts";
import { deleteTopics } from "../../../lib/kafka/admin/delete_topics.ts";
import type { KafkaClient } from "../../../lib/kafka/client.ts";
import { parseOffsetRange } from "../../../lib/kafka/offsets/offset_range.ts";
import { readPartitions } from "../../../lib/kafka/reader/read_partitions.ts";
import type { ReaderNotice, ReadTarget } from "../../../lib/kafka/reader/read_target.ts";
import type { NewPartitions } from "../../../lib/kafka/reader/watch_partitions.ts";
import { resolveRange } from "../../../lib/kafka/offsets/resolve_range.ts";
import { createPartitions } from "../../../lib/wire/messages/37_create_partitions.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { readTargets, rowOf } from "../../support/brokers/read_rows.ts";
import { send } from "../../support/brokers/records.ts";

function targetsOf(client: KafkaClient, topic: string, range: string): Promise<ReadTarget[]> {
  const parsed = parseOffsetRange(range, { now: Date.now() });
  return resolveRange(client, { topics: [topic], range: parsed });
}

/** Rows as they come, one at a time; ends the reading when it is left. */
async function* follow(
  client: KafkaClient,
  targets: readonly ReadTarget[],
  onNotice: (notice: ReaderNotice) => void = () => {},
  newPartitions?: NewPartitions,
): AsyncGenerator<string> {
  for await (const chunk of readPartitions(client, targets, { onNotice, newPartitions })) {
    const rows: string[] = [];
    chunk.forEach((record) => void rows.push(rowOf(chunk.partition, record)));
    yield* rows;
  }
}

async function take(rows: AsyncGenerator<string>): Promise<string> {
  const next = await rows.next();
  assert.ok(!next.done);
  return next.value;
}

Deno.test("readPartitions() follows a topic and stops when it is left", async () => {
  await using client = await connect();
  await using topic = await createTopic(client, { partitions: 2 });
  await send(topic, [{ value: "before" }]);
  const rows = follow(client, await targetsOf(client, topic.name, "end"));
  const first = take(rows);
  await send(topic, [{ value: "a" }]);
  assert.equal(await first, "0:1 a");
  const second = take(rows);
  await send(topic, [{ partition: 1, value: "b" }]);
  assert.equal(await second, "1:0 b");
  await rows.return(undefined);
});

Deno.test("readPartitions() throws the signal's reason in the middle of a long poll", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const targets = await targetsOf(client, topic.name, "end");
  const controller = new AbortController();
  const options = { signal: controller.signal, maxWaitMs: 60_000 };
  const reading = readPartitions(client, targets, options).next();
  await client.metadata();
  controller.abort(new Error("enough"));
  await assert.rejects(reading, { message: "enough" });
});

Deno.test("readPartitions() reports and skips records deleted by retention", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  await send(topic, [..."abcde"].map((value) => ({ value })));
  const targets = await targetsOf(client, topic.name, ":end");
  await deleteRecords(client, [{ topic: topic.name, partition: 0, before: 3n }]);
  const notices: ReaderNotice[] = [];
  const onNotice = (notice: ReaderNotice): void => void notices.push(notice);
  assert.deepEqual(await readTargets(client, targets, { onNotice }), ["0:3 d", "0:4 e"]);
  const place = { topic: topic.name, partition: 0 };
  assert.deepEqual(notices, [
    { kind: "skipped", ...place, from: 0n, to: 3n, reason: "retention" },
  ]);
});

Deno.test("readPartitions() ends if retention has passed its stop", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  await send(topic, [..."abcde"].map((value) => ({ value })));
  const targets = await targetsOf(client, topic.name, "1:3");
  await deleteRecords(client, [{ topic: topic.name, partition: 0, before: "high-watermark" }]);
  const notices: ReaderNotice[] = [];
  const onNotice = (notice: ReaderNotice): void => void notices.push(notice);
  assert.deepEqual(await readTargets(client, targets, { onNotice }), []);
  const place = { topic: topic.name, partition: 0 };
  assert.deepEqual(notices, [
    { kind: "skipped", ...place, from: 1n, to: 3n, reason: "retention" },
  ]);
});

Deno.test("readPartitions() reports a topic that is recreated during the read", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  await send(topic, [{ value: "a" }, { value: "b" }]);
  const notices: ReaderNotice[] = [];
  const onNotice = (notice: ReaderNotice): void => void notices.push(notice);
  const rows = follow(client, await targetsOf(client, topic.name, "start"), onNotice);
  assert.equal(await take(rows), "0:0 a");
  assert.equal(await take(rows), "0:1 b");
  const next = take(rows);
  await deleteTopics(client, [topic.name]);
  await awaitTopicsGone(client, [topic.name]);
  await createTopics(client, [{ name: topic.name, partitions: 1 }]);
  await awaitTopicsReady(client, [topic.name]);
  await send(topic, [{ value: "new a" }, { value: "new b" }, { value: "new c" }]);
  assert.equal(await next, "0:0 new a");
  assert.equal(await take(rows), "0:1 new b");
  await rows.return(undefined);
  const place = { topic: topic.name, partition: 0 };
  assert.deepEqual(notices.filter(({ kind }) => kind === "skipped"), [
    { kind: "skipped", ...place, from: 2n, to: 0n, reason: "recreated" },
  ]);
});

Deno.test("readPartitions() reads partitions that are added during the read", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  await send(topic, [{ value: "a" }]);
  const notices: ReaderNotice[] = [];
  const onNotice = (notice: ReaderNotice): void => void notices.push(notice);
  const targets = await targetsOf(client, topic.name, "start");
  const rows = follow(client, targets, onNotice, { everyMs: 50 });
  assert.equal(await take(rows), "0:0 a");
  const grown = { name: topic.name, count: 3, assignments: null };
  const body = { topics: [grown], timeoutMs: 30_000, validateOnly: false };
  const answer = await client.request(createPartitions, body, { node: "controller" });
  assert.equal(answer.results[0]?.errorCode, 0);
  await awaitTopicsReady(client, [topic.name]);
  await send(topic, [{ partition: 2, value: "b" }]);
  assert.equal(await take(rows), "2:0 b");
  await send(topic, [{ partition: 0, value: "c" }]);
  assert.equal(await take(rows), "0:1 c");
  await rows.return(undefined);
  assert.deepEqual(
    notices.flatMap((notice) => notice.kind === "grown" ? notice.partitions : []),
    [1, 2],
  );
});

Deno.test("readPartitions() throws if its topic is deleted and not recreated", async () => {
  await using client = await connect();
  const topic = await createTopic(client);
  const rows = follow(client, await targetsOf(client, topic.name, "start"));
  const next = take(rows);
  await topic[Symbol.asyncDispose]();
  await assert.rejects(next, {
    name: "FailedError",
    message: `Cannot read topic "${topic.name}": it no longer exists`,
  });
});
