import assert from "node:assert/strict";
import { BrokerSettings } from "../../../../lib/broker/configs/broker_settings.ts";
import { Maintenance } from "../../../../lib/broker/log/maintenance.ts";
import type { PartitionLog } from "../../../../lib/broker/log/partition_log.ts";
import { loadProducers } from "../../../../lib/broker/store/producers.ts";
import { batchOf, LogFixture } from "../_log_fixture.ts";
import { ManualClock } from "../_manual_clock.ts";

const batchBytes = batchOf([{}]).byteLength;

/** Logs with their maintenance, on a clock that the test moves. */
class TidyFixture implements AsyncDisposable {
  readonly logs: LogFixture;
  readonly clock = new ManualClock();
  readonly log: string[] = [];
  readonly maintenance: Maintenance;
  /** Deleted batches of each transaction that deleted some. */
  readonly removals: number[] = [];

  constructor(path = ":memory:", settings: [string, string][] = []) {
    this.logs = new LogFixture(path);
    this.#watch();
    this.maintenance = new Maintenance({
      ...this.logs,
      settings: new BrokerSettings(settings),
      clock: this.clock,
      log: (line) => void this.log.push(line),
    });
  }

  #watch(): void {
    const { store } = this.logs;
    const transaction = store.transaction.bind(store);
    store.transaction = <Result>(write: () => Result): Result => {
      const before = this.batchCount();
      const result = transaction(write);
      const removed = before - this.batchCount();
      if (removed > 0) this.removals.push(removed);
      return result;
    };
  }

  batchCount(): number {
    const row = this.logs.store.first("select count(*) as value from batches");
    return row!.number("value");
  }

  storedBytes(): number {
    const row = this.logs.store.first("select sum(size_bytes) as value from batches");
    return row!.number("value");
  }

  async topic(name: string, configs: Record<string, string> = {}): Promise<PartitionLog> {
    const spec = { name, partitionCount: 1, configs: new Map(Object.entries(configs)) };
    return (await this.logs.topics.create(spec)).partitions[0]!;
  }

  /** Appends batches of one record, with `keys` different keys in turn. */
  async fill(log: PartitionLog, batches: number, keys = 1): Promise<void> {
    const timestamp = BigInt(this.clock.now());
    for (let index = 0; index < batches; index++) {
      void this.logs.append(log, [{ key: String(index % keys), timestamp }]);
    }
    await this.logs.append(log, [{ key: "last", timestamp }]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.maintenance[Symbol.asyncDispose]();
    this.logs[Symbol.dispose]();
  }
}

Deno.test("Maintenance deletes batches older than retention.ms in portions", async () => {
  await using fixture = new TidyFixture();
  const log = await fixture.topic("t", { "retention.ms": "1000" });
  await fixture.fill(log, 119);
  fixture.clock.advance(1001);
  await fixture.fill(log, 2);
  await fixture.maintenance.run();
  assert.deepEqual(fixture.removals, [50, 50, 20]);
  assert.deepEqual([log.logStartOffset, log.highWatermark], [120n, 123n]);
  assert.equal(fixture.batchCount(), 3);
});

Deno.test("Maintenance keeps retention.bytes of the batches that readers still see", async () => {
  await using fixture = new TidyFixture();
  const log = await fixture.topic("t", { "retention.bytes": String(4 * batchBytes) });
  await fixture.fill(log, 9);
  await fixture.logs.logs.startAt(log, 6n);
  await fixture.maintenance.run();
  assert.deepEqual([log.logStartOffset, log.highWatermark], [6n, 10n]);
  assert.equal(fixture.batchCount(), 4);
});

Deno.test("Maintenance updates the size of a partition", async () => {
  await using fixture = new TidyFixture();
  const log = await fixture.topic("t", { "cleanup.policy": "compact,delete" });
  await fixture.fill(log, 9);
  assert.equal(log.sizeBytes, fixture.storedBytes());
  await fixture.logs.logs.startAt(log, 3n);
  await fixture.maintenance.run();
  assert.equal(fixture.batchCount(), 2);
  assert.equal(log.sizeBytes, fixture.storedBytes());
});

Deno.test("Maintenance compacts in portions, and again only after new records", async () => {
  await using fixture = new TidyFixture();
  const log = await fixture.topic("t", { "cleanup.policy": "compact" });
  await fixture.fill(log, 130, 10);
  await fixture.maintenance.run();
  assert.deepEqual(fixture.removals, [50, 50, 20]);
  assert.deepEqual([log.logStartOffset, log.highWatermark], [0n, 131n]);
  let looked = 0;
  const entries = log.entries.bind(log);
  log.entries = (...args): ReturnType<typeof entries> => {
    looked += 1;
    return entries(...args);
  };
  await fixture.maintenance.run();
  assert.equal(looked, 0);
  await fixture.fill(log, 10, 10);
  await fixture.maintenance.run();
  assert.equal(fixture.batchCount(), 10 + 1);
});

Deno.test("Maintenance keeps the offsets of a compacted log after a restart", async () => {
  const directory = await Deno.makeTempDir();
  const path = `${directory}/broker.db`;
  {
    await using fixture = new TidyFixture(path);
    await fixture.fill(await fixture.topic("t", { "cleanup.policy": "compact" }), 20);
    await fixture.maintenance.run();
    assert.equal(fixture.batchCount(), 2);
  }
  {
    await using fixture = new TidyFixture(path);
    const [log] = fixture.logs.topics.get("t")!.partitions;
    assert.deepEqual([log!.logStartOffset, log!.highWatermark], [0n, 21n]);
  }
  await Deno.remove(directory, { recursive: true });
});

Deno.test("Maintenance keeps tombstones for their retention time after it saw them", async () => {
  const directory = await Deno.makeTempDir();
  const path = `${directory}/broker.db`;
  const batchesAfter = async (fixture: TidyFixture, passedMs: number): Promise<number> => {
    fixture.clock.advance(passedMs);
    await fixture.maintenance.run();
    return fixture.batchCount();
  };
  {
    await using fixture = new TidyFixture(path);
    const configs = { "cleanup.policy": "compact", "delete.retention.ms": "1000" };
    const log = await fixture.topic("t", configs);
    await fixture.logs.append(log, [{ key: "a", timestamp: 0n }]);
    await fixture.logs.append(log, [{ key: "a", value: null, timestamp: 0n }]);
    await fixture.logs.append(log, [{ key: "b", timestamp: 0n }]);
    assert.equal(await batchesAfter(fixture, 0), 2);
    await fixture.logs.append(log, [{ key: "b", value: null, timestamp: 0n }]);
    await fixture.logs.append(log, [{ key: "c", timestamp: 0n }]);
    assert.equal(await batchesAfter(fixture, 999), 3);
  }
  {
    await using fixture = new TidyFixture(path);
    assert.equal(await batchesAfter(fixture, 999), 3);
    assert.equal(await batchesAfter(fixture, 1), 2);
    assert.equal(await batchesAfter(fixture, 999), 2);
    assert.equal(await batchesAfter(fixture, 1), 1);
  }
  await Deno.remove(directory, { recursive: true });
});

Deno.test("Maintenance yields to requests between partitions", async () => {
  await using fixture = new TidyFixture();
  const spec = { name: "t", partitionCount: 150, configs: new Map<string, string>() };
  await fixture.logs.topics.create(spec);
  let served = false;
  setImmediate(() => void (served = true));
  await fixture.maintenance.run();
  assert.equal(served, true);
});

Deno.test("Maintenance deletes the batches of a deleted topic in portions", async () => {
  await using fixture = new TidyFixture();
  await fixture.fill(await fixture.topic("t"), 119);
  await fixture.fill(await fixture.topic("other"), 1);
  await fixture.logs.topics.delete(fixture.logs.topics.get("t")!);
  await fixture.maintenance.run();
  assert.deepEqual(fixture.removals, [50, 50, 20]);
  assert.equal(fixture.batchCount(), 2);
});

Deno.test("Maintenance deletes a batch from the commit that deletes its topic", async () => {
  await using fixture = new TidyFixture();
  const log = await fixture.topic("t");
  const [, appended] = await Promise.all([
    fixture.logs.topics.delete(fixture.logs.topics.get("t")!),
    fixture.logs.append(log, [{}]),
  ]);
  assert.equal(appended.kind, "refused");
  await fixture.maintenance.run();
  assert.equal(fixture.batchCount(), 0);
});

Deno.test("Maintenance deletes at start what a crash left of deleted topics", async () => {
  const directory = await Deno.makeTempDir();
  const path = `${directory}/broker.db`;
  {
    using logs = new LogFixture(path);
    for (const name of ["gone", "kept", "also gone"]) {
      await logs.append(await logs.partition(name), [{}]);
    }
    for (const name of ["gone", "also gone"]) await logs.topics.delete(logs.topics.get(name)!);
  }
  {
    await using fixture = new TidyFixture(path);
    assert.equal(fixture.batchCount(), 3);
    fixture.maintenance.start();
    await fixture.maintenance.run();
    assert.equal(fixture.batchCount(), 1);
  }
  await Deno.remove(directory, { recursive: true });
});

Deno.test("Maintenance deletes producers that have been idle for too long", async () => {
  await using fixture = new TidyFixture(":memory:", [["producer.id.expiration.ms", "1000"]]);
  const { logs, clock } = fixture;
  const log = await fixture.topic("t");
  const send = async (producerId: bigint, baseSequence: number): Promise<void> => {
    logs.clock.time = clock.now();
    await logs.append(log, [{}], { producerId, producerEpoch: 0, baseSequence });
  };
  await send(1n, 0);
  await send(2n, 0);
  clock.advance(900);
  await send(2n, 1);
  clock.advance(101);
  await fixture.maintenance.run();
  assert.deepEqual([...log.producers.keys()], [2n]);
  assert.deepEqual(loadProducers(logs.store).map(({ producerId }) => producerId), [2n]);
});

Deno.test("Maintenance keeps an idle producer that writes in the same commit", async () => {
  await using fixture = new TidyFixture(":memory:", [["producer.id.expiration.ms", "1000"]]);
  const { logs, clock } = fixture;
  const log = await fixture.topic("t");
  const send = (baseSequence: number): Promise<unknown> =>
    logs.append(log, [{}], { producerId: 1n, producerEpoch: 0, baseSequence });
  logs.clock.time = clock.now();
  await send(0);
  clock.advance(2000);
  logs.clock.time = clock.now();
  await Promise.all([send(1), fixture.maintenance.run()]);
  assert.equal(log.producers.get(1n)!.batches.length, 2);
  assert.equal(loadProducers(logs.store).length, 1);
});

Deno.test("Maintenance runs at every interval until it is disposed of", async () => {
  const settings: [string, string][] = [["log.retention.check.interval.ms", "5000"]];
  const fixture = new TidyFixture(":memory:", settings);
  const log = await fixture.topic("t", { "retention.ms": "1000" });
  await fixture.fill(log, 2);
  fixture.maintenance.start();
  fixture.clock.advance(4999);
  await fixture.maintenance.run();
  assert.equal(fixture.batchCount(), 0);
  await fixture.fill(log, 2);
  fixture.clock.advance(5001);
  while (fixture.batchCount() > 0) await fixture.logs.commits.enqueue({ apply: () => {} });
  await fixture[Symbol.asyncDispose]();
  assert.equal(fixture.clock.timerCount, 0);
});

Deno.test("Maintenance logs an error and retries at the next interval", async () => {
  await using fixture = new TidyFixture();
  const log = await fixture.topic("t", { "retention.ms": "1000" });
  await fixture.fill(log, 2);
  fixture.clock.advance(2000);
  const entries = log.entries;
  log.entries = (): never => {
    throw new Error("the page is torn");
  };
  await fixture.maintenance.run();
  assert.equal(fixture.log.length, 1);
  assert.match(fixture.log[0]!, /^Could not clean up the logs: Error: the page is torn\\n/);
  log.entries = entries;
  await fixture.maintenance.run();
  assert.equal(fixture.batchCount(), 0);
});
