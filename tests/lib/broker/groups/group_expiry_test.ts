import assert from "node:assert/strict";
import { BrokerSettings } from "../../../../lib/broker/configs/broker_settings.ts";
import { GroupExpiry } from "../../../../lib/broker/groups/group_expiry.ts";
import { loadGroups, loadOffsets } from "../../../../lib/broker/store/offsets.ts";
import { CoordinatorFixture } from "./_coordinator_fixture.ts";
import { claimOf } from "./_group_script.ts";

const operator = "@-1";
const minuteMs = 60_000;

/** Groups whose offsets are kept for ten minutes, and checked every five seconds. */
class ExpiryFixture implements AsyncDisposable {
  readonly groups: CoordinatorFixture;
  readonly expiry: GroupExpiry;
  /** Deleted offsets and groups of each transaction that deleted some. */
  readonly removals: number[] = [];

  constructor(path = ":memory:") {
    this.groups = new CoordinatorFixture(path);
    this.#watch();
    this.expiry = new GroupExpiry({
      groups: this.groups.groups,
      settings: new BrokerSettings([
        ["offsets.retention.minutes", "10"],
        ["offsets.retention.check.interval.ms", "5000"],
      ]),
      clock: this.groups.clock,
      log: (line) => void this.groups.log.push(line),
    });
  }

  #watch(): void {
    const { store } = this.groups;
    const transaction = store.transaction.bind(store);
    store.transaction = <Result>(write: () => Result): Result => {
      const before = this.storedCount();
      const result = transaction(write);
      const removed = before - this.storedCount();
      if (removed > 0) this.removals.push(removed);
      return result;
    };
  }

  storedCount(): number {
    const { store } = this.groups;
    return loadOffsets(store).length + loadGroups(store).length;
  }

  /** Makes every commit fail that deletes from a table. */
  refuse(table: string): void {
    this.groups.store.run(`create trigger refuse_${table} before delete on ${table}
      begin select raise(abort, 'no'); end`);
  }

  /** Advances the clock by minutes, and deletes what has expired. */
  async after(minutes: number): Promise<void> {
    this.groups.clock.advance(minutes * minuteMs);
    await this.expiry.run();
  }

  /** Joins and leaves; returns the generation of the member. */
  async visit(groupId: string): Promise<number> {
    const { memberId, generation } = await this.groups.join(groupId);
    this.groups.groups.leave(groupId, [{ memberId, instanceId: null }]);
    await this.groups.commits.enqueue({ apply: () => {} });
    return generation;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.expiry[Symbol.asyncDispose]();
    this.groups[Symbol.dispose]();
  }
}

Deno.test("GroupExpiry deletes old offsets of an empty group, then the group", async () => {
  await using fixture = new ExpiryFixture();
  const { groups } = fixture;
  const [old, fresh] = [await groups.topic("old"), await groups.topic("fresh")];
  await groups.commit("g", operator, old, 1n);
  groups.clock.advance(5 * minuteMs);
  await groups.commit("g", operator, fresh, 2n);
  await fixture.after(5);
  assert.equal(groups.committed("g", old), undefined);
  assert.equal(groups.committed("g", fresh), 2n);
  assert.equal(loadOffsets(groups.store).length, 1);
  assert.equal(groups.groups.describe("g")?.state, "Empty");
  await fixture.after(5);
  assert.deepEqual(groups.groups.list(), []);
  assert.equal(fixture.storedCount(), 0);
});

Deno.test("GroupExpiry counts from the time when the last member left", async () => {
  await using fixture = new ExpiryFixture();
  const { groups } = fixture;
  const topic = await groups.topic("t");
  await groups.commit("g", operator, topic, 1n);
  const { memberId } = await groups.join("g", { sessionMs: 1_800_000 });
  const sync = { protocolType: null, protocolName: null, assignments: [] };
  const claim = claimOf(`${memberId}@1`);
  await groups.groups.sync("g", { ...claim, ...sync }, groups.connection.signal);
  await fixture.after(20);
  assert.equal(groups.committed("g", topic), 1n);
  groups.groups.leave("g", [{ memberId, instanceId: null }]);
  await fixture.after(9);
  assert.equal(groups.committed("g", topic), 1n);
  await fixture.after(1);
  assert.equal(groups.committed("g", topic), undefined);
  assert.equal(groups.groups.describe("g"), undefined);
});

Deno.test("GroupExpiry deletes a group without members that never committed", async () => {
  await using fixture = new ExpiryFixture();
  await fixture.visit("g");
  await fixture.after(0);
  assert.deepEqual(fixture.groups.groups.list(), []);
  assert.equal(fixture.storedCount(), 0);
});

Deno.test("GroupExpiry keeps a group with a pending member id or a joining member", async () => {
  await using fixture = new ExpiryFixture();
  const { groups } = fixture;
  await fixture.visit("g");
  await fixture.visit("h");
  await groups.join("g", { version: 4 });
  const joining = groups.parkedJoin("h");
  await fixture.after(0);
  assert.equal((await joining).error, "NONE");
  assert.deepEqual(groups.groups.list().map(([id]) => id), ["g", "h"]);
});

Deno.test("GroupExpiry never repeats a generation, even after a restart", async () => {
  const path = await Deno.makeTempFile();
  const generations: number[] = [];
  for (let life = 0; life < 2; life++) {
    await using fixture = new ExpiryFixture(path);
    for (let visit = 0; visit < 2; visit++) {
      generations.push(await fixture.visit("g"));
      await fixture.after(0);
      assert.deepEqual(fixture.groups.groups.list(), []);
    }
  }
  await Deno.remove(path);
  assert.deepEqual(generations, [1, 3, 5, 7]);
});

Deno.test("GroupExpiry continues counting after a restart, which removes all members", async () => {
  const path = await Deno.makeTempFile();
  {
    await using fixture = new ExpiryFixture(path);
    const topic = await fixture.groups.topic("t");
    for (const group of ["left", "there"]) await fixture.groups.commit(group, operator, topic, 1n);
    await fixture.visit("left");
    await fixture.groups.join("there");
  }
  const kept: boolean[][] = [];
  // Every run of the broker starts at the same time and ends five minutes later.
  for (const minutes of [5, 9, 10]) {
    await using fixture = new ExpiryFixture(path);
    await fixture.after(minutes);
    const topic = fixture.groups.topics.get("t")!;
    kept.push(["left", "there"].map((id) => fixture.groups.committed(id, topic) !== undefined));
  }
  await Deno.remove(path);
  assert.deepEqual(kept, [[true, true], [true, true], [false, false]]);
});

Deno.test("GroupExpiry keeps an offset that is committed again in the same commit", async () => {
  await using fixture = new ExpiryFixture();
  const { groups } = fixture;
  const topic = await groups.topic("t");
  await groups.commit("g", operator, topic, 1n);
  groups.clock.advance(10 * minuteMs);
  const before = groups.commit("g", operator, topic, 2n);
  const run = fixture.expiry.run();
  assert.equal(await before, "NONE");
  await run;
  assert.equal(groups.committed("g", topic), 2n);
  groups.clock.advance(10 * minuteMs);
  const again = fixture.expiry.run();
  assert.equal(await groups.commit("g", operator, topic, 3n), "NONE");
  await again;
  assert.equal(groups.committed("g", topic), 3n);
  assert.deepEqual(loadOffsets(groups.store).map((offset) => offset.committedOffset), [3n]);
});

Deno.test("GroupExpiry deletes in portions, each in one commit", async () => {
  await using fixture = new ExpiryFixture();
  const { groups } = fixture;
  const topic = await groups.topic("t", 1100);
  const offsets = topic.partitions.map(({ number }) => ({
    topicId: topic.id,
    partition: number,
    committedOffset: 1n,
    leaderEpoch: 0,
    metadata: "",
  }));
  await groups.groups.commitOffsets("g", claimOf(operator), offsets);
  await fixture.after(10);
  assert.deepEqual(fixture.removals, [500, 500, 100, 1]);
});

Deno.test("GroupExpiry keeps offsets and groups, and retries, if a disk write fails", async () => {
  await using fixture = new ExpiryFixture();
  const { groups } = fixture;
  const topic = await groups.topic("t");
  await groups.commit("g", operator, topic, 1n);
  fixture.refuse("committed_offsets");
  await fixture.after(10);
  assert.equal(groups.committed("g", topic), 1n);
  groups.store.run("drop trigger refuse_committed_offsets");
  fixture.refuse("consumer_groups");
  await fixture.after(0);
  assert.equal(groups.committed("g", topic), undefined);
  assert.deepEqual(groups.groups.list().map(([id]) => id), ["g"]);
  groups.store.run("drop trigger refuse_consumer_groups");
  await fixture.after(0);
  assert.deepEqual(groups.groups.list(), []);
});

Deno.test("GroupExpiry checks at every interval until it is disposed of", async () => {
  const fixture = new ExpiryFixture();
  const { groups } = fixture;
  fixture.expiry.start();
  for (let round = 0; round < 2; round++) {
    await fixture.visit("g");
    groups.clock.advance(5000);
    while (groups.groups.list().length > 0) await groups.commits.enqueue({ apply: () => {} });
    // The next interval starts after this check.
    while (groups.clock.timerCount === 0) await groups.commits.enqueue({ apply: () => {} });
  }
  await fixture[Symbol.asyncDispose]();
  assert.equal(groups.clock.timerCount, 0);
});
