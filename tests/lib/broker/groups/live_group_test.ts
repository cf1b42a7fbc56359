import assert from "node:assert/strict";
import fc from "fast-check";
import { loadGroups } from "../../../../lib/broker/store/offsets.ts";
import { CoordinatorFixture, settled } from "./_coordinator_fixture.ts";
import { claimOf } from "./_group_script.ts";
import { RandomClients, type Step } from "./_random_clients.ts";

Deno.test("LiveGroup sends no reply with a generation that is not on disk", async () => {
  using fixture = new CoordinatorFixture();
  let replied = false;
  const reply = fixture.parkedJoin("g").finally(() => replied = true);
  fixture.clock.advance(0);
  await settled();
  assert.equal(replied, false);
  assert.equal(fixture.groups.describe("g")?.generation, 1);
  const [memberId] = fixture.groups.describe("g")!.members.map(({ id }) => id);
  const again = fixture.parkedJoin("g", { id: memberId! }).finally(() => replied = true);
  await settled();
  assert.equal(replied, false);
  fixture.commits.flush();
  await settled();
  assert.equal(replied, true);
  assert.deepEqual(
    [(await reply).generation, (await again).generation, loadGroups(fixture.store)[0]?.generation],
    [1, 1, 1],
  );
});

Deno.test("LiveGroup makes all members join again if the write of a generation fails", async () => {
  using fixture = new CoordinatorFixture();
  fixture.store.run("alter table consumer_groups rename to hidden");
  const replies = [fixture.parkedJoin("g"), fixture.parkedJoin("g")];
  fixture.clock.advance(0);
  assert.deepEqual((await Promise.all(replies)).map(({ error }) => error), [
    "NOT_COORDINATOR",
    "NOT_COORDINATOR",
  ]);
  assert.deepEqual([fixture.groups.list(), fixture.clock.timerCount], [[], 0]);
  fixture.store.run("alter table hidden rename to consumer_groups");
  assert.equal((await fixture.join("g")).error, "NONE");
});

Deno.test("LiveGroup never repeats a generation whose write failed", async () => {
  using fixture = new CoordinatorFixture();
  const { memberId } = await fixture.join("g");
  fixture.store.run("alter table consumer_groups rename to hidden");
  const second = fixture.parkedJoin("g");
  const first = fixture.parkedJoin("g", { id: memberId });
  assert.deepEqual([(await first).error, (await second).error], [
    "NOT_COORDINATOR",
    "NOT_COORDINATOR",
  ]);
  fixture.store.run("alter table hidden rename to consumer_groups");
  assert.equal(fixture.groups.heartbeat("g", claimOf(`${memberId}@2`)), "UNKNOWN_MEMBER_ID");
  assert.equal((await fixture.join("g")).generation, 3);
});

Deno.test("LiveGroup ends a parked request when its connection closes", async () => {
  using fixture = new CoordinatorFixture();
  const connection = new AbortController();
  const first = await fixture.join("g");
  const second = fixture.parkedJoin("g", {}, connection.signal);
  assert.equal(fixture.groups.describe("g")?.state, "PreparingRebalance");
  connection.abort();
  assert.equal((await second).error, "COORDINATOR_NOT_AVAILABLE");
  assert.equal(
    (await fixture.parkedJoin("g", {}, connection.signal)).error,
    "COORDINATOR_NOT_AVAILABLE",
  );
  const back = fixture.parkedJoin("g", { id: first.memberId });
  fixture.clock.advance(10_000);
  assert.equal((await back).members.length, 1);
});

Deno.test("LiveGroup keeps a member that sends heartbeats, and removes a silent one", async () => {
  using fixture = new CoordinatorFixture();
  const { memberId } = await fixture.join("g");
  const heartbeat = (): string => fixture.groups.heartbeat("g", claimOf(`${memberId}@1`));
  for (let beat = 0; beat < 5; beat++) {
    fixture.clock.advance(9000);
    assert.equal(heartbeat(), "NONE");
  }
  fixture.clock.advance(10_000);
  assert.equal(heartbeat(), "UNKNOWN_MEMBER_ID");
  assert.equal(fixture.groups.describe("g")?.state, "Empty");
});

Deno.test("LiveGroup removes no member if the process was suspended", async () => {
  using fixture = new CoordinatorFixture();
  const { memberId } = await fixture.join("g");
  const sync = { protocolType: null, protocolName: null, assignments: [] };
  const claim = claimOf(`${memberId}@1`);
  await fixture.groups.sync("g", { ...claim, ...sync }, fixture.connection.signal);
  fixture.clock.jump(3_600_000);
  assert.equal(fixture.groups.heartbeat("g", claim), "NONE");
});

Deno.test("LiveGroup restarts the join timeout if the process was suspended", async () => {
  using fixture = new CoordinatorFixture();
  const { memberId } = await fixture.join("g");
  const second = fixture.parkedJoin("g");
  fixture.clock.jump(3_600_000);
  // Its request was in the socket the whole time.
  const first = fixture.parkedJoin("g", { id: memberId });
  assert.deepEqual([(await first).error, (await second).error], ["NONE", "NONE"]);
  assert.equal(fixture.groups.describe("g")?.members.length, 2);
});

Deno.test("LiveGroup restarts the sync timeout if the process was suspended", async () => {
  using fixture = new CoordinatorFixture();
  const { memberId } = await fixture.join("g");
  fixture.clock.jump(3_600_000);
  const sync = { protocolType: null, protocolName: null, assignments: [] };
  const claim = claimOf(`${memberId}@1`);
  const { signal } = fixture.connection;
  assert.equal((await fixture.groups.sync("g", { ...claim, ...sync }, signal)).error, "NONE");
});

Deno.test("LiveGroup keeps a pending member id if the process was suspended", async () => {
  using fixture = new CoordinatorFixture();
  const { memberId } = await fixture.join("g", { version: 4 });
  fixture.clock.jump(3_600_000);
  assert.equal((await fixture.join("g", { version: 4, id: memberId })).error, "NONE");
});

Deno.test("LiveGroup removes a member that has not rejoined by the second deadline", async () => {
  using fixture = new CoordinatorFixture();
  const silent = await fixture.join("g", { sessionMs: 1_800_000 });
  const second = fixture.parkedJoin("g");
  fixture.clock.jump(3_600_000);
  fixture.clock.advance(59_999);
  assert.equal(fixture.groups.describe("g")?.state, "PreparingRebalance");
  fixture.clock.advance(1);
  assert.deepEqual((await second).members.map(({ memberId }) => memberId), [
    (await second).memberId,
  ]);
  const claim = claimOf(`${silent.memberId}@1`);
  assert.equal(fixture.groups.heartbeat("g", claim), "UNKNOWN_MEMBER_ID");
});

Deno.test("LiveGroup ends parked requests and timers when the broker stops", async () => {
  using fixture = new CoordinatorFixture();
  const joined = await fixture.join("g");
  const parked = fixture.parkedJoin("g");
  assert.equal(joined.error, "NONE");
  fixture.groups[Symbol.dispose]();
  assert.equal((await parked).error, "COORDINATOR_NOT_AVAILABLE");
  assert.equal(fixture.clock.timerCount, 0);
  fixture.connection.abort();
  assert.equal(fixture.clock.timerCount, 0);
});

Deno.test("LiveGroup agrees on one leader, and ends, whatever its clients do", async () => {
  const kinds = ["join", "change", "sync", "beat", "leave", "disconnect", "wait", "disk"] as const;
  const step: fc.Arbitrary<Step> = fc.record({
    kind: fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom("join", "sync", "wait", "disk") },
      { weight: 1, arbitrary: fc.constantFrom(...kinds) },
    ),
    client: fc.nat(3),
    waitMs: fc.constantFrom(0, 0, 1, 4000, 10_000, 60_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120 }), async (steps) => {
      using clients = new RandomClients();
      for (const each of steps) await clients.do(each);
      await clients.end();
    }),
  );
});
