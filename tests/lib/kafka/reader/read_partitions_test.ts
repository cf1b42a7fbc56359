import assert from "node:assert/strict";
import { readPartitions } from "../../../../lib/kafka/reader/read_partitions.ts";
import { errorCodes } from "../../../../lib/wire/errors.ts";
import { batchOf, scriptedTopic, type TopicScript } from "../../../support/peers/scripted_topic.ts";
import { logOf, readScripted as read } from "../../../support/peers/scripted_reading.ts";

const [oldId, newId] = [
  "00000000-0000-4000-8000-000000000001",
  "00000000-0000-4000-8000-000000000002",
];

Deno.test("readPartitions() ends if compaction removed all records before the stop", async () => {
  const fetch = logOf([[0n, 1n, batchOf(0n, "ab")]]);
  assert.deepEqual(await read({ fetch }, { stop: 9n }), { rows: ["0a", "1b"], notices: [] });
});

Deno.test("readPartitions() ends with a notice if the log no longer reaches the stop", async () => {
  const fetch: TopicScript["fetch"] = ({ offset }) =>
    offset < 2n ? { highWatermark: 2n, records: batchOf(0n, "ab") } : { highWatermark: 2n };
  assert.deepEqual(await read({ fetch }, { stop: 9n }), {
    rows: ["0a", "1b"],
    notices: ["truncated 2-9"],
  });
});

Deno.test("readPartitions() reading committed ends at the last stable offset", async () => {
  const fetch: TopicScript["fetch"] = () => ({ highWatermark: 9n, lastStableOffset: 4n });
  const options = { stop: 4n, isolation: "committed" } as const;
  assert.deepEqual(await read({ fetch }, options), { rows: [], notices: [] });
});

Deno.test("readPartitions() follows the leader to another broker", async () => {
  let leader = 1;
  const fetch: TopicScript["fetch"] = ({ offset, node }) => {
    if (node !== leader) return { errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER };
    if (offset > 0n) return { records: batchOf(2n, "c") };
    leader = 2;
    return { records: batchOf(0n, "ab") };
  };
  assert.deepEqual(await read({ topic: () => ({ leader }), fetch }, { stop: 3n }), {
    rows: ["0a", "1b", "2c"],
    notices: [],
  });
});

for (
  const code of [
    errorCodes.NOT_LEADER_OR_FOLLOWER,
    errorCodes.LEADER_NOT_AVAILABLE,
    errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
    errorCodes.KAFKA_STORAGE_ERROR,
    errorCodes.FENCED_LEADER_EPOCH,
    errorCodes.UNKNOWN_LEADER_EPOCH,
    errorCodes.OFFSET_NOT_AVAILABLE,
    errorCodes.UNKNOWN_TOPIC_ID,
    errorCodes.INCONSISTENT_TOPIC_ID,
    errorCodes.UNKNOWN_SERVER_ERROR,
  ]
) {
  Deno.test(`readPartitions() retries after error ${code}`, async () => {
    let asked = 0;
    const fetch: TopicScript["fetch"] = () =>
      asked++ < 2 ? { errorCode: code } : { records: batchOf(0n, "a") };
    assert.deepEqual(await read({ fetch }, { stop: 1n }), { rows: ["0a"], notices: [] });
  });
}

Deno.test("readPartitions() reports an outage of a broker and its end", async () => {
  let asked = 0;
  const fetch: TopicScript["fetch"] = () => asked++ < 3 ? "close" : { records: batchOf(0n, "a") };
  assert.deepEqual(await read({ fetch }, { stop: 1n }), {
    rows: ["0a"],
    notices: ["disconnected", "reconnected"],
  });
});

Deno.test("readPartitions() reports a partition that stays without a leader", async () => {
  let asked = 0;
  const topic = (): { leader: number } => ({ leader: asked++ < 6 ? -1 : 1 });
  const fetch = logOf([[0n, 0n, batchOf(0n, "a")]]);
  assert.deepEqual(await read({ topic, fetch }, { stop: 1n }), {
    rows: ["0a"],
    notices: ["disconnected", "reconnected"],
  });
});

Deno.test("readPartitions() continues at the log start after a deletion", async () => {
  const fetch: TopicScript["fetch"] = ({ offset }) =>
    offset < 5n ? { errorCode: errorCodes.OFFSET_OUT_OF_RANGE } : { records: batchOf(5n, "f") };
  const log = (): { start: bigint; end: bigint } => ({ start: 5n, end: 9n });
  assert.deepEqual(await read({ fetch, log }, { start: 2n, stop: 6n }), {
    rows: ["5f"],
    notices: ["retention 2-5"],
  });
});

Deno.test("readPartitions() continues at the end of a truncated log", async () => {
  const fetch: TopicScript["fetch"] = ({ offset }) =>
    offset > 3n ? { errorCode: errorCodes.OFFSET_OUT_OF_RANGE } : { records: batchOf(3n, "d") };
  const log = (): { start: bigint; end: bigint } => ({ start: 0n, end: 3n });
  const topic = (): { leader: number; id: string } => ({ leader: 1, id: oldId });
  const options = { start: 8n, topicId: oldId, rows: 1 };
  assert.deepEqual(await read({ topic, fetch, log }, options), {
    rows: ["3d"],
    notices: ["truncated 8-3"],
  });
});

Deno.test("readPartitions() treats a shorter log as a new topic if there are no ids", async () => {
  const fetch: TopicScript["fetch"] = ({ offset }) =>
    offset > 3n ? { errorCode: errorCodes.OFFSET_OUT_OF_RANGE } : { records: batchOf(0n, "a") };
  const log = (): { start: bigint; end: bigint } => ({ start: 0n, end: 3n });
  assert.deepEqual(await read({ fetch, log }, { start: 8n, rows: 1 }), {
    rows: ["0a"],
    notices: ["recreated 8-0"],
  });
});

Deno.test("readPartitions() reads a recreated topic from its start", async () => {
  let id = oldId;
  const fetch: TopicScript["fetch"] = ({ offset }) => {
    if (offset < 4n) return { records: batchOf(0n, "n") };
    if (id === newId) return { errorCode: errorCodes.UNKNOWN_TOPIC_ID };
    id = newId;
    return { records: batchOf(4n, "e") };
  };
  const log = (): { start: bigint; end: bigint } => ({ start: 0n, end: 7n });
  const options = { start: 4n, topicId: oldId, rows: 2 };
  assert.deepEqual(await read({ topic: () => ({ leader: 1, id }), fetch, log }, options), {
    rows: ["4e", "0n"],
    notices: ["recreated 5-0"],
  });
});

Deno.test("readPartitions() ends a bounded read if the topic is recreated", async () => {
  const fetch: TopicScript["fetch"] = () => ({ errorCode: errorCodes.UNKNOWN_TOPIC_ID });
  const log = (): { start: bigint; end: bigint } => ({ start: 0n, end: 7n });
  const options = { start: 4n, stop: 9n, topicId: oldId };
  const topic = (): { leader: number; id: string } => ({ leader: 1, id: newId });
  assert.deepEqual(await read({ topic, fetch, log }, options), {
    rows: [],
    notices: ["recreated 4-9"],
  });
});

Deno.test("readPartitions() rejects if the topic does not return", async () => {
  await assert.rejects(read({ topic: () => null }, { stop: 1n }), {
    name: "FailedError",
    message: 'Cannot read topic "t": it no longer exists',
  });
});

Deno.test("readPartitions() rejects at once if it is not allowed to read the topic", async () => {
  const fetch: TopicScript["fetch"] = () => ({ errorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED });
  await assert.rejects(read({ fetch }), {
    name: "KafkaError",
    message: 'Cannot read "t" partition 0: not authorized for Read on topic "t" ' +
      "(TOPIC_AUTHORIZATION_FAILED)",
  });
});

Deno.test("readPartitions() follows a busy and a quiet partition at once", async () => {
  const fetch: TopicScript["fetch"] = ({ partition, offset }) =>
    partition === 0 ? {} : { records: batchOf(offset, "m"), highWatermark: 99n };
  assert.deepEqual(await read({ partitions: 2, fetch }, { rows: 8 }), {
    rows: ["0m", "1m", "2m", "3m", "4m", "5m", "6m", "7m"],
    notices: [],
  });
});

Deno.test("readPartitions() fetches at most one response ahead", async () => {
  const asked: bigint[] = [];
  await using scripted = await scriptedTopic({
    fetch: ({ offset }) => {
      asked.push(offset);
      return { records: batchOf(offset, "a"), highWatermark: 100n };
    },
  });
  const target = { topic: "t", partition: 0, topicId: null, start: 0n, stop: 20n };
  const chunks = readPartitions(scripted.client, [target]);
  for (let taken = 0; taken < 5; taken++) {
    await chunks.next();
    // Whatever the reader would do beyond its bound, it has had the time of a few answers for.
    for (let round = 0; round < 3; round++) await scripted.client.metadata();
    assert.ok(asked.length <= taken + 2, `${asked.length} asked after ${taken + 1} taken`);
  }
  await chunks.return();
});

Deno.test("readPartitions() ends at once without targets", async () => {
  await using scripted = await scriptedTopic({});
  const none = { topic: "t", partition: 0, topicId: null, start: 4n, stop: 4n };
  assert.deepEqual(await readPartitions(scripted.client, []).next(), {
    done: true,
    value: undefined,
  });
  assert.deepEqual(await readPartitions(scripted.client, [none]).next(), {
    done: true,
    value: undefined,
  });
});

Deno.test("readPartitions() throws the reason of a signal that is aborted already", async () => {
  await using scripted = await scriptedTopic({});
  const signal = AbortSignal.abort(new Error("enough"));
  const target = { topic: "t", partition: 0, topicId: null, start: 0n, stop: null };
  await assert.rejects(readPartitions(scripted.client, [target], { signal }).next(), {
    message: "enough",
  });
});
