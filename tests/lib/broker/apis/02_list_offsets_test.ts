import assert from "node:assert/strict";
import { deleteRecords } from "../../../../lib/wire/messages/21_delete_records.ts";
import { CorruptDataError } from "../../../../lib/broker/store/row.ts";
import { listOffsets } from "../../../../lib/wire/messages/02_list_offsets.ts";
import { TestBroker } from "../_broker.ts";

const start = 1_700_000_000_000n;

/** Offset, timestamp and leader epoch of what stands at `timestamp`. */
async function at(broker: TestBroker, timestamp: bigint, version = 9): Promise<unknown[]> {
  const partitions = [{ partitionIndex: 0, timestamp }];
  const request = { replicaId: -1, topics: [{ name: "t", partitions }] };
  const { topics } = await broker.client.ask(listOffsets, version, request);
  const [found] = topics[0]!.partitions;
  return [found!.errorCode, found!.offset, found!.timestamp, found!.leaderEpoch];
}

/** Offsets 0 to 5 at times 10, 30, 20, 20, 30, 25 of `start`, two to a batch. */
async function written(): Promise<TestBroker> {
  const broker = await TestBroker.start();
  await broker.create("t");
  for (const [first, second] of [[10n, 30n], [20n, 20n], [30n, 25n]] as const) {
    await broker.write("t", [{ timestamp: start + first }, { timestamp: start + second }]);
  }
  return broker;
}

Deno.test("ListOffsets finds both ends of a log", async () => {
  await using broker = await written();
  assert.deepEqual(await at(broker, -1n), [0, 6n, -1n, 0]);
  assert.deepEqual(await at(broker, -2n), [0, 0n, -1n, 0]);
  assert.deepEqual(await at(broker, -4n), [0, 0n, -1n, 0]);
  assert.deepEqual(await at(broker, -5n), [0, -1n, -1n, -1]);
});

Deno.test("ListOffsets finds the first record that is not older, in offset order", async () => {
  await using broker = await written();
  const found = (time: bigint): Promise<unknown[]> => at(broker, start + time);
  assert.deepEqual(await found(0n), [0, 0n, start + 10n, 0]);
  assert.deepEqual(await found(11n), [0, 1n, start + 30n, 0]);
  assert.deepEqual(await found(30n), [0, 1n, start + 30n, 0]);
  assert.deepEqual(await found(31n), [0, -1n, -1n, -1]);
});

Deno.test("ListOffsets finds the first record with the largest timestamp", async () => {
  await using broker = await written();
  assert.deepEqual(await at(broker, -3n), [0, 1n, start + 30n, 0]);
});

Deno.test("ListOffsets skips records before the log's start", async () => {
  await using broker = await written();
  const partitions = [{ partitionIndex: 0, offset: 5n }];
  await broker.client.ask(deleteRecords, 2, { topics: [{ name: "t", partitions }] });
  assert.deepEqual(await at(broker, -2n), [0, 5n, -1n, 0]);
  assert.deepEqual(await at(broker, start), [0, 5n, start + 25n, 0]);
  assert.deepEqual(await at(broker, -3n), [0, 5n, start + 25n, 0]);
});

Deno.test("ListOffsets finds no largest timestamp in an empty log", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  assert.deepEqual(await at(broker, -3n), [0, -1n, -1n, -1]);
  assert.deepEqual(await at(broker, -1n), [0, 0n, -1n, 0]);
});

Deno.test("ListOffsets accepts each special timestamp from its version on", async () => {
  await using broker = await written();
  const firstVersions = new Map([[-1n, 1], [-2n, 1], [-3n, 7], [-4n, 8], [-5n, 9], [-6n, 10]]);
  for (const [timestamp, first] of firstVersions) {
    for (let version = 1; version <= 9; version++) {
      const [errorCode] = await at(broker, timestamp, version);
      assert.equal(errorCode, version < first ? 35 : 0, `${timestamp} in v${version}`);
    }
  }
});

Deno.test("ListOffsets returns an error if a log cannot be read", async () => {
  await using broker = await written();
  const [log] = broker.services.topics.get("t")!.partitions;
  log!.batchFrom = (): never => {
    throw new CorruptDataError("the page is torn");
  };
  assert.deepEqual(await at(broker, start), [56, -1n, -1n, -1]);
  assert.deepEqual(broker.log, ['Cannot read ":memory:": the page is torn']);
  assert.deepEqual(await at(broker, -1n), [0, 6n, -1n, 0]);
});

Deno.test("ListOffsets rejects unknown partitions and future epochs", async () => {
  await using broker = await written();
  const ask = async (name: string, partitionIndex: number, epoch: number): Promise<number> => {
    const partitions = [{ partitionIndex, timestamp: -1n, currentLeaderEpoch: epoch }];
    const topics = [{ name, partitions }];
    const answer = await broker.client.ask(listOffsets, 9, { replicaId: -1, topics });
    return answer.topics[0]!.partitions[0]!.errorCode;
  };
  assert.equal(await ask("nowhere", 0, -1), 3);
  assert.equal(await ask("t", 1, -1), 3);
  assert.equal(await ask("t", -1, -1), 3);
  assert.equal(await ask("t", 0, 1), 75);
});
