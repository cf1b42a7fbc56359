import assert from "node:assert/strict";
import { readBatches } from "../../../../lib/wire/batches/read_batches.ts";
import { restoreProducers } from "../../../../lib/broker/log/restore_producers.ts";
import type { PartitionLog } from "../../../../lib/broker/log/partition_log.ts";
import { batchOf, LogFixture, plainRules } from "../_log_fixture.ts";

const everything = { maxBytes: 1_000_000, minOneBatch: true };

/** Returns the offsets of the records that a reader at `from` receives. */
function offsetsFrom(log: PartitionLog, from: bigint): bigint[] {
  const offsets: bigint[] = [];
  for (const bytes of log.read(from, everything).pieces) {
    for (const batch of readBatches(bytes)) {
      batch.forEach(({ offset }) => void offsets.push(offset));
    }
  }
  return offsets;
}

const three = [{ value: "a" }, { value: "b" }, { value: "c" }];

Deno.test("LogManager appends batches one after the other, in the order of the calls", async () => {
  using fixture = new LogFixture();
  const log = await fixture.partition();
  const results = await Promise.all([
    fixture.append(log, three),
    fixture.append(log, [{}]),
    fixture.append(log, three),
  ]);
  assert.deepEqual(results.map((result) => result.kind === "appended" && result.baseOffset), [
    0n,
    3n,
    4n,
  ]);
  assert.equal(log.highWatermark, 7n);
  assert.deepEqual(offsetsFrom(log, 0n), [0n, 1n, 2n, 3n, 4n, 5n, 6n]);
});

Deno.test("LogManager does not show a record before its commit", async () => {
  using fixture = new LogFixture();
  const log = await fixture.partition();
  const appended = fixture.append(log, three);
  assert.equal(log.nextOffset, 3n);
  assert.equal(log.highWatermark, 0n);
  assert.deepEqual(offsetsFrom(log, 0n), []);
  await appended;
  assert.equal(log.highWatermark, 3n);
});

Deno.test("LogManager answers a duplicate with the offset of the original", async () => {
  using fixture = new LogFixture();
  const log = await fixture.partition();
  const sent = { producerId: 7n, producerEpoch: 0, baseSequence: 0 };
  const [first, again] = await Promise.all([
    fixture.append(log, three, sent),
    fixture.append(log, three, sent),
  ]);
  assert.deepEqual(first, { kind: "appended", baseOffset: 0n, logAppendTime: -1n });
  assert.deepEqual(again, first);
  assert.equal(log.highWatermark, 3n);
});

Deno.test("LogManager recognizes a duplicate after a restart", async () => {
  const directory = await Deno.makeTempDir();
  const sent = { producerId: 7n, producerEpoch: 0, baseSequence: 0 };
  {
    using fixture = new LogFixture(`${directory}/broker.db`);
    await fixture.append(await fixture.partition(), three, sent);
  }
  {
    using fixture = new LogFixture(`${directory}/broker.db`);
    restoreProducers(fixture.store, fixture.topics, 0);
    const log = await fixture.partition();
    const again = await fixture.append(log, three, sent);
    assert.deepEqual(again, { kind: "appended", baseOffset: 0n, logAppendTime: -1n });
    assert.equal(log.highWatermark, 3n);
  }
  await Deno.remove(directory, { recursive: true });
});

Deno.test("LogManager stamps LogAppendTime into header and CRC, and reports it", async () => {
  using fixture = new LogFixture();
  const log = await fixture.partition();
  const rules = { ...plainRules, timestampType: "LogAppendTime" as const };
  const result = await fixture.logs.append(log, batchOf([{ timestamp: 5n }]), rules);
  assert.deepEqual(result, {
    kind: "appended",
    baseOffset: 0n,
    logAppendTime: 1_700_000_000_000n,
  });
  const [batch] = readBatches(log.read(0n, everything).pieces[0]!);
  assert.equal(batch!.timestampType, "LogAppendTime");
  const times: bigint[] = [];
  batch!.forEach(({ timestamp }) => void times.push(timestamp));
  assert.deepEqual(times, [1_700_000_000_000n]);
});

Deno.test("LogManager starts a log inside a batch, and continues it when emptied", async () => {
  const directory = await Deno.makeTempDir();
  {
    using fixture = new LogFixture(`${directory}/broker.db`);
    const log = await fixture.partition();
    await fixture.append(log, three);
    await fixture.logs.startAt(log, 1n);
    assert.equal(log.logStartOffset, 1n);
    assert.deepEqual(offsetsFrom(log, 1n), [0n, 1n, 2n]);
    await fixture.logs.startAt(log, 3n);
  }
  {
    using fixture = new LogFixture(`${directory}/broker.db`);
    const log = await fixture.partition();
    assert.deepEqual([log.logStartOffset, log.highWatermark], [3n, 3n]);
    const result = await fixture.append(log, [{}]);
    assert.equal(result.kind === "appended" && result.baseOffset, 3n);
  }
  await Deno.remove(directory, { recursive: true });
});

Deno.test("LogManager rejects records for a deleted topic", async () => {
  using fixture = new LogFixture();
  const log = await fixture.partition();
  await fixture.topics.delete(fixture.topics.get("t")!);
  const result = await fixture.append(log, [{}]);
  assert.equal(result.kind === "refused" && result.error, "UNKNOWN_TOPIC_OR_PARTITION");
});
