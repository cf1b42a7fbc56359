import assert from "node:assert/strict";
import { systemClock } from "../../../../lib/async/timer.ts";
import { Store } from "../../../../lib/broker/store/store.ts";
import { loadCodec } from "../../../../lib/wire/codecs.ts";
import { deleteRecords } from "../../../../lib/wire/messages/21_delete_records.ts";
import { deleteTopics } from "../../../../lib/wire/messages/20_delete_topics.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { produce } from "../../../../lib/wire/messages/00_produce.ts";
import { produceBody, TestBroker } from "../_broker.ts";
import { requestFrame, type TestClient } from "../_client.ts";
import { batchOf } from "../_log_fixture.ts";

const three = batchOf([{ value: "a" }, { value: "b" }, { value: "c" }]);

async function baseOffset(client: TestClient, id: number): Promise<bigint> {
  const { responses } = await client.answer(produce, 9, id);
  return responses[0]!.partitionResponses[0]!.baseOffset;
}

/** Counts the transactions of every store while it lives. */
class TransactionCount implements Disposable {
  count = 0;
  readonly #original = Store.prototype.transaction;

  constructor() {
    const original = this.#original;
    const counted = (): void => void (this.count += 1);
    Store.prototype.transaction = function <Result>(this: Store, write: () => Result): Result {
      counted();
      return original.call(this, write) as Result;
    };
  }

  [Symbol.dispose](): void {
    Store.prototype.transaction = this.#original;
  }
}

Deno.test("Produce returns each batch's offset, and no time if it is the producer's", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  const first = await broker.write("t", three);
  assert.deepEqual(
    [first.errorCode, first.baseOffset, first.logAppendTimeMs, first.logStartOffset],
    [0, 0n, -1n, 0n],
  );
  assert.equal((await broker.write("t", three)).baseOffset, 3n);
  const topics = [{ name: "t", partitions: [{ partitionIndex: 0, offset: 4n }] }];
  await broker.client.ask(deleteRecords, 2, { topics });
  assert.equal((await broker.write("t", three)).logStartOffset, 4n);
});

Deno.test("Produce returns the broker's time if the topic is set to LogAppendTime", async () => {
  await using broker = await TestBroker.start({
    clock: { ...systemClock, now: () => 1_800_000_000_000 },
  });
  await broker.create("t", 1, { "message.timestamp.type": "LogAppendTime" });
  const { logAppendTimeMs } = await broker.write("t", three);
  assert.equal(logAppendTimeMs, 1_800_000_000_000n);
});

Deno.test("Produce rejects single partitions and writes the others", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t", 2);
  const corrupt = three.slice();
  corrupt[corrupt.byteLength - 1]! ^= 1;
  const answer = await broker.client.ask(produce, 8, {
    acks: 1,
    topicData: [
      { name: "nowhere", partitionData: [{ index: 0, records: three }] },
      {
        name: "t",
        partitionData: [
          { index: 0, records: corrupt },
          { index: 1, records: three },
          { index: 2, records: three },
          { index: -1, records: three },
        ],
      },
    ],
  });
  assert.deepEqual(
    answer.responses.map(({ name, partitionResponses }) => [
      name,
      ...partitionResponses.map((each) => [each.index, each.errorCode, each.baseOffset]),
    ]),
    [["nowhere", [0, 3, -1n]], ["t", [0, 2, -1n], [1, 0, 0n], [2, 3, -1n], [-1, 3, -1n]]],
  );
});

Deno.test("Produce creates no topic", async () => {
  await using broker = await TestBroker.start();
  assert.equal((await broker.write("t", three)).errorCode, 3);
  assert.deepEqual((await broker.client.ask(metadata, 5, { topics: null })).topics, []);
});

Deno.test("Produce accepts acks of -1, 0 and 1, and rejects others", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  for (const acks of [2, -2]) {
    const { responses } = await broker.client.ask(produce, 9, produceBody("t", three, acks));
    assert.equal(responses[0]!.partitionResponses[0]!.errorCode, 21);
  }
});

Deno.test("Produce writes records with acks=0 and sends no response", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  const { client } = broker;
  client.send(requestFrame(produce, 9, produceBody("t", three, 0), 1));
  client.send(requestFrame(produce, 9, produceBody("t", three, -1), 2));
  assert.equal(await baseOffset(client, 2), 3n);
});

Deno.test("Produce closes the connection if it rejects a record with acks=0", async () => {
  await using broker = await TestBroker.start();
  await using client = await broker.connect();
  client.send(requestFrame(produce, 9, produceBody("no\x1b[2J", three, 0)));
  assert.equal(await client.frame(), null);
  assert.deepEqual(broker.log, [
    'Closed the connection of 127.0.0.1: a record for "no\\x1b[2J" that wanted no ' +
    "acknowledgement could not be written",
  ]);
});

Deno.test("Produce v8+ returns the records without key if the topic is compacted", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t", 1, { "cleanup.policy": "compact" });
  const records = batchOf([{ key: "a" }, { key: null }, { key: "b" }, { key: null }]);
  const older = await broker.client.ask(produce, 7, produceBody("t", records));
  assert.equal(older.responses[0]!.partitionResponses[0]!.errorCode, 87);
  const newer = await broker.write("t", records);
  assert.equal(newer.errorCode, 87);
  assert.deepEqual(newer.recordErrors.map(({ batchIndex }) => batchIndex), [1, 3]);
  assert.equal((await broker.write("t", [{ key: "a" }])).baseOffset, 0n);
});

Deno.test("Produce accepts zstd from v7 on", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  await loadCodec("zstd");
  const records = batchOf([{ value: "a" }], { codec: "zstd" });
  const codes = [];
  for (const version of [6, 7]) {
    const { responses } = await broker.client.ask(produce, version, produceBody("t", records));
    codes.push(responses[0]!.partitionResponses[0]!.errorCode);
  }
  assert.deepEqual(codes, [76, 0]);
});

Deno.test("Produce writes requests that wait together in one commit", async () => {
  // None of the requests has to let others work first, however slow this machine is.
  await using broker = await TestBroker.start({ limits: { workSliceMs: 600_000 } });
  await broker.create("t");
  using transactions = new TransactionCount();
  const frames = Array.from(
    { length: 50 },
    (_, index) => requestFrame(produce, 9, produceBody("t", three), index + 1),
  );
  broker.client.send(Uint8Array.from(frames.flatMap((frame) => [...frame])));
  for (let id = 1; id <= 50; id++) {
    assert.equal(await baseOffset(broker.client, id), 3n * BigInt(id - 1));
  }
  assert.ok(transactions.count <= 2, `${transactions.count} commits`);
});

Deno.test("Produce writes concurrent requests of several connections in few commits", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  const clients = await Promise.all(Array.from({ length: 30 }, () => broker.connect()));
  using transactions = new TransactionCount();
  await Promise.all(clients.map((client) => client.ask(produce, 9, produceBody("t", three))));
  assert.ok(transactions.count < 30, `${transactions.count} commits`);
  for (const client of clients) await client[Symbol.asyncDispose]();
});

Deno.test("Produce acknowledges no record whose topic is deleted in the same commit", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  await using other = await broker.connect();
  const { services } = broker;
  const topic = services.topics.get("t")!;
  const deletion = services.topics.delete(topic);
  const appended = services.logs.append(topic.partitions[0]!, three, {
    maxMessageBytes: 1_000_000,
    timestampType: "CreateTime",
    timestampAfterMaxMs: 10n ** 15n,
    timestampBeforeMaxMs: 10n ** 15n,
    compacted: false,
    allowsZstd: true,
  });
  await deletion;
  const result = await appended;
  assert.equal(result.kind === "refused" && result.error, "UNKNOWN_TOPIC_OR_PARTITION");
  const again = await other.ask(deleteTopics, 1, { topicNames: ["t"] });
  assert.equal(again.responses[0]!.errorCode, 3);
});
