import assert from "node:assert/strict";
import { GroupScript } from "./_group_script.ts";

Deno.test("Group.join() promises an id first, and takes the member in under it", () => {
  const group = new GroupScript();
  assert.deepEqual(group.join(1), ["timer pending c-1 10000", '1 MEMBER_ID_REQUIRED "c-1"']);
  assert.equal(group.group.state, "Empty");
  assert.deepEqual(group.join(2, { id: "c-1" }), ["clear pending c-1", "timer rebalance 0"]);
  assert.deepEqual(group.timeout({ kind: "rebalance" }), [
    "clear rebalance",
    "store 1 consumer",
    "2 joined c-1 in 1 of c-1 range [c-1]",
    "timer session c-1 10000",
    "timer sync 60000",
  ]);
});

Deno.test("Group.join() takes members of before v4 in with one request", () => {
  const group = new GroupScript();
  assert.deepEqual(group.join(1, { version: 3 }), ["timer rebalance 0"]);
});

Deno.test("Group.join() refuses an id that it never gave", () => {
  const group = new GroupScript();
  assert.deepEqual(group.join(1, { id: "who" }), ['1 UNKNOWN_MEMBER_ID "who"']);
});

Deno.test("Group.join() refuses a promised id once its time is up", () => {
  const group = new GroupScript();
  group.join(1);
  assert.deepEqual(group.timeout({ kind: "pending", memberId: "c-1" }), []);
  assert.deepEqual(group.join(2, { id: "c-1" }), ['2 UNKNOWN_MEMBER_ID "c-1"']);
  assert.equal(group.group.isDeserted, true);
});

Deno.test("Group.join() tells the leader all members with their metadata, followers none", () => {
  const group = GroupScript.stable(1);
  group.join(1, { version: 3, client: "d", protocols: ["range:topics of d"] });
  assert.deepEqual(group.join(2, { id: "c-1", protocols: ["range:topics of c"] }), [
    "clear session c-1",
    "clear rebalance",
    "store 2 consumer",
    "2 joined c-1 in 2 of c-1 range [c-1:topics of c d-2:topics of d]",
    "timer session c-1 10000",
    "1 joined d-2 in 2 of c-1 range",
    "timer session d-2 10000",
    "timer sync 60000",
  ]);
});

Deno.test("Group.join() answers again a member whose answer was lost", () => {
  const group = GroupScript.stable(2);
  assert.deepEqual(group.join(1, { id: "c-2" }), [
    "1 joined c-2 in 1 of c-1 range",
    "timer session c-2 10000",
  ]);
  assert.deepEqual(group.sync(2, "c-2@1"), ['2 assigned "for c-2"', "timer session c-2 10000"]);
  assert.equal(group.group.state, "Stable");
});

Deno.test("Group.join() answers a leader again while it has yet to assign", () => {
  const group = new GroupScript();
  group.join(1, { version: 3 });
  group.timeout({ kind: "rebalance" });
  assert.deepEqual(group.join(2, { id: "c-1" }), [
    "2 joined c-1 in 1 of c-1 range [c-1]",
    "timer session c-1 10000",
  ]);
});

Deno.test("Group.join() rebalances when a follower has something new to say", () => {
  const group = GroupScript.stable(2);
  assert.deepEqual(group.join(1, { id: "c-2", protocols: ["range:more"] }), [
    "clear session c-2",
    "timer rebalance 60000",
  ]);
  assert.equal(group.heartbeat("c-1@1"), "REBALANCE_IN_PROGRESS");
});

Deno.test("Group.join() rebalances when the leader of a stable group joins again", () => {
  const group = GroupScript.stable(2);
  assert.deepEqual(group.join(1, { id: "c-1" }), ["clear session c-1", "timer rebalance 60000"]);
});

Deno.test("Group.join() sends the first of two requests of one member to ask again", () => {
  const group = GroupScript.stable(2);
  group.join(1, { id: "c-1" });
  assert.deepEqual(group.join(2, { id: "c-1" }), [
    '1 REBALANCE_IN_PROGRESS "c-1"',
    "clear session c-1",
  ]);
});

Deno.test("Group.join() refuses another kind of group, and protocols that nobody speaks", () => {
  const group = GroupScript.stable(1, { protocols: ["range", "sticky"] });
  const refusal = ['1 INCONSISTENT_GROUP_PROTOCOL ""'];
  assert.deepEqual(group.join(1, { type: "connect" }), refusal);
  assert.deepEqual(group.join(1, { protocols: ["roundrobin"] }), refusal);
  assert.deepEqual(group.join(1, { protocols: [] }), refusal);
  assert.deepEqual(group.join(1, { protocols: ["roundrobin", "sticky"] }), [
    "timer pending c-2 10000",
    '1 MEMBER_ID_REQUIRED "c-2"',
  ]);
});

Deno.test("Group.join() takes any kind of member into a group that has become empty", () => {
  const group = GroupScript.stable(1);
  group.group.leave([{ memberId: "c-1", instanceId: null }], 0);
  group.effects();
  assert.deepEqual(group.join(1, { type: "connect", protocols: ["default"], version: 1 }), [
    "timer rebalance 0",
  ]);
  assert.deepEqual(group.timeout({ kind: "rebalance" })[1], "store 3 connect");
});

Deno.test("Group.join() counts members and promised ids against the limit", () => {
  const group = new GroupScript({ maxMembers: 2 });
  group.join(1);
  group.join(2, { version: 3 });
  assert.deepEqual(group.join(3), ['3 GROUP_MAX_SIZE_REACHED ""']);
  assert.deepEqual(group.join(4, { id: "c-1" }), ["clear pending c-1"]);
});

Deno.test("Group.join() rejects a member whose metadata exceeds the limit of the group", () => {
  const group = new GroupScript({ maxMetadataBytes: 10 });
  assert.deepEqual(group.join(1, { version: 3, protocols: ["a:12345"] })[0], "timer rebalance 0");
  const refusal = ['2 GROUP_MAX_SIZE_REACHED ""'];
  assert.deepEqual(group.join(2, { version: 3, protocols: ["a:12345"] }), refusal);
  assert.notDeepEqual(group.join(2, { version: 3, protocols: ["a:123"] }), refusal);
});

Deno.test("Group.sync() never answers a follower before the leader has assigned", () => {
  const group = new GroupScript();
  for (const reply of [1, 2, 3]) group.join(reply, { version: 3 });
  group.timeout({ kind: "rebalance" });
  group.timeout({ kind: "rebalance" });
  assert.deepEqual(group.sync(4, "c-3@1"), ["clear session c-3"]);
  assert.deepEqual(group.sync(5, "c-2@1"), ["clear session c-2"]);
  assert.equal(group.group.state, "CompletingRebalance");
  assert.deepEqual(group.sync(6, "c-1@1", "c-1=one", "c-3=three"), [
    "clear sync",
    "clear session c-1",
    '6 assigned "one"',
    "timer session c-1 10000",
    '5 assigned ""',
    "timer session c-2 10000",
    '4 assigned "three"',
    "timer session c-3 10000",
  ]);
  assert.equal(group.group.state, "Stable");
});

Deno.test("Group.sync() answers a follower that comes after the leader at once", () => {
  const group = new GroupScript();
  for (const reply of [1, 2]) group.join(reply, { version: 3 });
  group.timeout({ kind: "rebalance" });
  group.timeout({ kind: "rebalance" });
  group.sync(3, "c-1@1", "c-1=one", "c-2=two");
  assert.deepEqual(group.sync(4, "c-2@1"), [
    "clear sync",
    '4 assigned "two"',
    "timer session c-2 10000",
  ]);
});

Deno.test("Group.sync() is called off by a rebalance, and so are those that wait in it", () => {
  const group = new GroupScript();
  for (const reply of [1, 2]) group.join(reply, { version: 3 });
  group.timeout({ kind: "rebalance" });
  group.timeout({ kind: "rebalance" });
  group.sync(3, "c-2@1");
  assert.deepEqual(group.join(4, { version: 3 }), [
    "3 REBALANCE_IN_PROGRESS",
    "timer session c-2 10000",
    "clear sync",
    "timer rebalance 60000",
  ]);
  assert.deepEqual(group.sync(5, "c-1@1"), [
    "timer session c-1 10000",
    "5 REBALANCE_IN_PROGRESS",
  ]);
});

Deno.test("Group.sync() sends the first of two requests of one member to ask again", () => {
  const group = new GroupScript();
  for (const reply of [1, 2]) group.join(reply, { version: 3 });
  group.timeout({ kind: "rebalance" });
  group.timeout({ kind: "rebalance" });
  group.sync(3, "c-2@1");
  assert.deepEqual(group.sync(4, "c-2@1"), ["3 REBALANCE_IN_PROGRESS", "clear session c-2"]);
});

Deno.test("Group.disconnected() starts the session of whoever waited", () => {
  const group = GroupScript.stable(2);
  group.join(1, { id: "c-2", protocols: ["range:more"] });
  group.group.disconnected(1, 0);
  assert.deepEqual(group.effects(), ["timer session c-2 10000"]);
  assert.deepEqual(group.join(2, { id: "c-1" }), ["clear session c-1"]);
  assert.deepEqual(
    group.join(3, { id: "c-2", protocols: ["range:more"] }).at(2),
    "store 2 consumer",
  );
});

Deno.test("Group.abandon() sends everyone back, and never repeats the generation", () => {
  const group = GroupScript.stable(2);
  group.join(1);
  group.join(2, { id: "c-2", protocols: ["range:more"] });
  group.group.abandon(0);
  assert.deepEqual(group.effects(), [
    "clear session c-1",
    '2 NOT_COORDINATOR ""',
    "clear session c-2",
    "clear pending c-3",
    "clear rebalance",
    "clear sync",
  ]);
  assert.equal(group.group.state, "Empty");
  assert.equal(group.heartbeat("c-1@1"), "UNKNOWN_MEMBER_ID");
  group.join(3, { version: 3 });
  assert.equal(group.timeout({ kind: "rebalance" })[1], "store 2 consumer");
});
