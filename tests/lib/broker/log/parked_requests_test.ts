import assert from "node:assert/strict";
import { ParkedRequests, seen } from "../../../../lib/broker/log/parked_requests.ts";
import { deleteRecords } from "../../../../lib/wire/messages/21_delete_records.ts";
import { deleteTopics } from "../../../../lib/wire/messages/20_delete_topics.ts";
import { fetchApi } from "../../../../lib/wire/messages/01_fetch.ts";
import type { ResponseOf } from "../../../../lib/wire/schema/schema.ts";
import { TestBroker } from "../_broker.ts";
import { requestFrame, type TestClient } from "../_client.ts";
import { batchOf, LogFixture } from "../_log_fixture.ts";
import { ManualClock } from "../_manual_clock.ts";

type Partition = ResponseOf<typeof fetchApi>["responses"][number]["partitions"][number];

const three = batchOf([{ value: "a" }, { value: "b" }, { value: "c" }]);
const longMs = 60_000;
const never = new AbortController().signal;

/** A broker with a topic "t", and a client whose Fetch of it is parked. */
class Parked implements AsyncDisposable {
  readonly clock: ManualClock;
  readonly broker: TestBroker;
  readonly reader: TestClient;

  private constructor(clock: ManualClock, broker: TestBroker, reader: TestClient) {
    this.clock = clock;
    this.broker = broker;
    this.reader = reader;
  }

  static async start(
    request: { minBytes?: number; maxWaitMs?: number; fetchOffset?: bigint } = {},
  ): Promise<Parked> {
    const clock = new ManualClock();
    const broker = await TestBroker.start({ clock });
    await broker.create("t");
    await broker.write("t", three);
    const reader = await broker.connect();
    const { fetchOffset = 3n, ...limits } = request;
    const partitions = [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 }];
    const body = {
      minBytes: 1,
      maxWaitMs: longMs,
      ...limits,
      topics: [{ topic: "t", partitions }],
    };
    reader.send(requestFrame(fetchApi, 11, body, 1));
    await broker.until(() => broker.services.parked.count === 1);
    return new Parked(clock, broker, reader);
  }

  async answer(): Promise<Partition> {
    const { responses } = await this.reader.answer(fetchApi, 11, 1);
    assert.equal(this.broker.services.parked.count, 0);
    return responses[0]!.partitions[0]!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.broker[Symbol.asyncDispose]();
    await this.reader[Symbol.asyncDispose]();
  }
}

Deno.test("a parked Fetch is answered when a record is appended", async () => {
  await using parked = await Parked.start();
  await parked.broker.write("t", three);
  const { errorCode, records, highWatermark } = await parked.answer();
  assert.deepEqual([errorCode, records!.byteLength, highWatermark], [0, three.byteLength, 6n]);
});

Deno.test("a parked Fetch waits for its minimum of bytes", async () => {
  await using parked = await Parked.start({ minBytes: 3 * three.byteLength, fetchOffset: 0n });
  await parked.broker.write("t", three);
  assert.equal(parked.broker.services.parked.count, 1);
  await parked.broker.write("t", three);
  assert.equal((await parked.answer()).records!.byteLength, 3 * three.byteLength);
});

Deno.test("a parked Fetch returns fewer bytes after its timeout", async () => {
  await using parked = await Parked.start({ minBytes: 100_000, fetchOffset: 0n });
  parked.clock.advance(longMs - 1);
  await parked.broker.write("t", three);
  assert.equal(parked.broker.services.parked.count, 1);
  parked.clock.advance(1);
  assert.equal((await parked.answer()).records!.byteLength, 2 * three.byteLength);
});

Deno.test("a parked Fetch waits at most five minutes", async () => {
  await using parked = await Parked.start({ maxWaitMs: 2 ** 31 - 1 });
  parked.clock.advance(5 * 60_000);
  const { errorCode, records } = await parked.answer();
  assert.deepEqual([errorCode, records!.byteLength], [0, 0]);
});

Deno.test("a parked Fetch is answered when its topic is deleted", async () => {
  await using parked = await Parked.start();
  await parked.broker.client.ask(deleteTopics, 1, { topicNames: ["t"] });
  assert.equal((await parked.answer()).errorCode, 3);
});

Deno.test("a parked Fetch is answered when records before its offset are deleted", async () => {
  await using parked = await Parked.start({ minBytes: 100_000, fetchOffset: 1n });
  const topics = [{ name: "t", partitions: [{ partitionIndex: 0, offset: -1n }] }];
  await parked.broker.client.ask(deleteRecords, 2, { topics });
  assert.equal((await parked.answer()).errorCode, 1);
});

Deno.test("a parked Fetch and its timer end with its connection", async () => {
  await using parked = await Parked.start();
  const { timerCount } = parked.clock;
  parked.reader.socket.destroy();
  await parked.broker.until(() => parked.broker.services.parked.count === 0);
  assert.equal(parked.clock.timerCount, timerCount - 1);
});

Deno.test("a broker stops at once while a Fetch is parked", async () => {
  await using parked = await Parked.start();
  await parked.broker.broker[Symbol.asyncDispose]();
  await parked.reader.closed;
  assert.equal(parked.broker.services.parked.count, 0);
  assert.equal(parked.clock.timerCount, 0);
  assert.deepEqual(parked.broker.log, []);
});

Deno.test("ParkedRequests.wait() counts what was appended since the logs were seen", async () => {
  using fixture = new LogFixture();
  const log = await fixture.partition();
  const parked = new ParkedRequests(fixture.clock, { allows: () => true });
  const logs = [seen(log)];
  await fixture.append(log, [{}]);
  const missingBytes = 3 * log.appendedBytes;
  const waiting = parked.wait({ logs, missingBytes, waitMs: longMs, signal: never });
  await fixture.append(log, [{}]);
  assert.equal(parked.count, 1);
  await fixture.append(log, [{}]);
  assert.equal(await waiting, true);
  assert.equal(parked.count, 0);
});

Deno.test("ParkedRequests.wait() resolves at once if enough was appended before", async () => {
  using fixture = new LogFixture();
  const log = await fixture.partition();
  const parked = new ParkedRequests(fixture.clock, { allows: () => true });
  const logs = [seen(log)];
  await fixture.append(log, [{}]);
  assert.equal(await parked.wait({ logs, missingBytes: 1, waitMs: longMs, signal: never }), true);
});

Deno.test("ParkedRequests.wait() resolves at once above the limit, or if aborted", async () => {
  using fixture = new LogFixture();
  const options = {
    logs: [seen(await fixture.partition())],
    missingBytes: 1,
    waitMs: longMs,
    signal: never,
  };
  const none = new ParkedRequests(fixture.clock, { allows: () => false });
  assert.equal(await none.wait(options), false);
  const some = new ParkedRequests(fixture.clock, { allows: () => true });
  assert.equal(await some.wait({ ...options, signal: AbortSignal.abort() }), false);
  assert.equal(await some.wait({ ...options, waitMs: 0 }), false);
});
