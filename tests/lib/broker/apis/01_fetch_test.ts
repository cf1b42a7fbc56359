import assert from "node:assert/strict";
import { batchField } from "../../../../lib/wire/batches/batch_fields.ts";
import { StorageError } from "../../../../lib/broker/log/commit_queue.ts";
import { fetchApi } from "../../../../lib/wire/messages/01_fetch.ts";
import { readBatches } from "../../../../lib/wire/batches/read_batches.ts";
import type { Input, RequestOf, ResponseOf } from "../../../../lib/wire/schema/schema.ts";
import { TestBroker } from "../_broker.ts";
import type { TestClient } from "../_client.ts";
import { batchOf } from "../_log_fixture.ts";

type Request = Input<RequestOf<typeof fetchApi>>;
type Partition = ResponseOf<typeof fetchApi>["responses"][number]["partitions"][number];

const three = batchOf([{ value: "a" }, { value: "b" }, { value: "c" }]);

/** A request for partition 0 of each topic from an offset on, without waiting. */
function from(offset: bigint, topics: readonly string[] = ["t"], more: Request = {}): Request {
  const partitions = [{ partition: 0, fetchOffset: offset, partitionMaxBytes: 1_000_000 }];
  return {
    minBytes: 1,
    maxBytes: 1_000_000,
    topics: topics.map((topic) => ({ topic, partitions })),
    ...more,
  };
}

async function fetched(client: TestClient, request: Request): Promise<Partition[]> {
  const { responses } = await client.ask(fetchApi, 11, request);
  return responses.flatMap(({ partitions }) => partitions);
}

function baseOffsets({ records }: Partition): bigint[] {
  return [...readBatches(records!)].map(({ baseOffset }) => baseOffset);
}

Deno.test("Fetch returns the whole batch that contains an offset, and all later ones", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  for (let count = 0; count < 3; count++) await broker.write("t", three);
  const [partition] = await fetched(broker.client, from(4n));
  assert.deepEqual(baseOffsets(partition!), [3n, 6n]);
  assert.deepEqual(
    [partition!.highWatermark, partition!.lastStableOffset, partition!.logStartOffset],
    [9n, 9n, 0n],
  );
});

Deno.test("Fetch of a small batch is answered while other answers hold the memory", async () => {
  await using broker = await TestBroker.start({ limits: { maxAnswerBytes: 1_000_000 } });
  await broker.create("t");
  await broker.write("t", three);
  broker.services.memory.answers.charge(1_000_000);
  const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1 }];
  const topics = [{ topic: "t", partitions }];
  const [partition] = await fetched(broker.client, { maxWaitMs: 0, topics });
  assert.deepEqual(baseOffsets(partition!), [0n]);
  broker.services.memory.answers.release(1_000_000);
});

Deno.test("Fetch reserves no more memory than its partitions can return", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  await broker.write("t", three);
  const before = broker.services.memory.answers.peakBytes;
  await fetched(broker.client, { ...from(0n), maxBytes: 50_000_000 });
  assert.ok(broker.services.memory.answers.peakBytes - before <= 1_000_000);
});

Deno.test("Fetch returns the first batch of any size, and others within limits", async () => {
  await using broker = await TestBroker.start();
  for (const topic of ["a", "b"]) {
    await broker.create(topic);
    await broker.write(topic, three);
    await broker.write(topic, three);
  }
  const [a, b] = await fetched(broker.client, from(0n, ["a", "b"], { maxBytes: 1 }));
  assert.deepEqual([baseOffsets(a!), baseOffsets(b!)], [[0n], []]);
  assert.equal(b!.records!.byteLength, 0);
  const [end, first] = await fetched(broker.client, {
    ...from(0n, ["a", "b"], { maxBytes: 1 }),
    topics: [
      { topic: "a", partitions: [{ partition: 0, fetchOffset: 6n, partitionMaxBytes: 1 }] },
      { topic: "b", partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1 }] },
    ],
  });
  assert.deepEqual([baseOffsets(end!), baseOffsets(first!)], [[], [0n]]);
});

Deno.test("Fetch applies the limit of each partition and continues with the next", async () => {
  await using broker = await TestBroker.start();
  for (const topic of ["a", "b"]) {
    await broker.create(topic);
    for (let count = 0; count < 3; count++) await broker.write(topic, three);
  }
  const partitionMaxBytes = 2 * three.byteLength + 1;
  const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes }];
  const [a, b] = await fetched(broker.client, {
    ...from(0n),
    maxBytes: 3 * three.byteLength,
    topics: [{ topic: "a", partitions }, { topic: "b", partitions }],
  });
  assert.deepEqual([baseOffsets(a!), baseOffsets(b!)], [[0n, 3n], [0n]]);
});

Deno.test("Fetch returns batches as they were sent, except for offset and epoch", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  await broker.write("t", three);
  await broker.write("t", three);
  const [partition] = await fetched(broker.client, from(3n));
  const expected = three.slice();
  const view = new DataView(expected.buffer);
  view.setBigInt64(batchField.baseOffset, 3n);
  view.setInt32(batchField.leaderEpoch, 0);
  assert.equal(partition!.records!.toHex(), expected.toHex());
});

Deno.test("Fetch rejects an offset outside of the log at once", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  await broker.write("t", three);
  for (const offset of [4n, -1n]) {
    const [partition] = await fetched(broker.client, from(offset, ["t"], { maxWaitMs: 60_000 }));
    assert.deepEqual([partition!.errorCode, partition!.highWatermark], [1, -1n]);
    assert.equal(partition!.records!.byteLength, 0);
  }
});

Deno.test("Fetch returns an error at once, with the records of the other partitions", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  await broker.create("empty");
  await broker.write("t", three);
  const request = from(0n, ["empty", "nowhere", "t"], { maxWaitMs: 60_000, minBytes: 100_000 });
  const answer = await fetched(broker.client, request);
  assert.deepEqual(answer.map(({ errorCode }) => errorCode), [0, 3, 0]);
  assert.deepEqual(baseOffsets(answer[2]!), [0n]);
});

Deno.test("Fetch answers at once if it must not wait or names no partitions", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  assert.equal((await fetched(broker.client, from(0n, ["t"], { minBytes: 1000 }))).length, 1);
  const patient = { maxWaitMs: 60_000 };
  const content = { minBytes: 0, ...patient };
  assert.equal((await fetched(broker.client, from(0n, ["t"], content))).length, 1);
  assert.deepEqual(await fetched(broker.client, { minBytes: 1, topics: [], ...patient }), []);
});

Deno.test("Fetch rejects a future leader epoch and accepts the current one", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  const codes = [];
  for (const currentLeaderEpoch of [-1, 0, 1]) {
    const partition = { partition: 0, fetchOffset: 0n, partitionMaxBytes: 1, currentLeaderEpoch };
    const topics = [{ topic: "t", partitions: [partition] }];
    codes.push((await fetched(broker.client, { ...from(0n), topics }))[0]!.errorCode);
  }
  assert.deepEqual(codes, [0, 0, 75]);
});

Deno.test("Fetch creates no session, and rejects the id of one", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  const answers = [];
  const sessions = [[0, 0], [0, -1], [7, 0], [7, -1], [7, 1], [0, 1]] as const;
  for (const [sessionId, sessionEpoch] of sessions) {
    const more = { sessionId, sessionEpoch };
    const answer = await broker.client.ask(fetchApi, 11, from(0n, ["t"], more));
    answers.push([answer.errorCode, answer.sessionId, answer.responses.length]);
  }
  const [given, unknown] = [[0, 0, 1], [70, 0, 0]];
  assert.deepEqual(answers, [given, given, given, given, unknown, unknown]);
});

Deno.test("Fetch by topic id does not find a topic that was deleted and recreated", async () => {
  await using broker = await TestBroker.start();
  const old = await broker.create("t");
  await broker.services.topics.delete(broker.services.topics.get("t")!);
  const fresh = await broker.create("t");
  await broker.write("t", three);
  const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1000 }];
  const codes = [];
  for (const topicId of [old, fresh]) {
    const request = { minBytes: 1, topics: [{ topicId, partitions }] };
    const { responses } = await broker.client.ask(fetchApi, 13, request);
    codes.push([responses[0]!.topicId === topicId, responses[0]!.partitions[0]!.errorCode]);
  }
  assert.deepEqual(codes, [[true, 100], [true, 0]]);
});

Deno.test("Fetch returns an error for an unreadable partition and reads the others", async () => {
  await using broker = await TestBroker.start();
  for (const topic of ["a", "b"]) {
    await broker.create(topic);
    await broker.write(topic, three);
  }
  const [log] = broker.services.topics.get("a")!.partitions;
  using _broken = damage(log!);
  const answer = await fetched(broker.client, from(0n, ["a", "b"], { maxWaitMs: 60_000 }));
  assert.deepEqual(answer.map(({ errorCode }) => errorCode), [56, 0]);
  assert.deepEqual(broker.log, ['Cannot read ":memory:": the page is torn']);
});

/** Makes every read of a log fail as one of a damaged file does. */
function damage(log: { readInSteps: unknown }): Disposable {
  const original = log.readInSteps;
  log.readInSteps = (): never => {
    throw new StorageError('Cannot read ":memory:": the page is torn');
  };
  return { [Symbol.dispose]: () => void (log.readInSteps = original) };
}
