import assert from "node:assert/strict";
import { GroupScript } from "./_group_script.ts";

Deno.test("GroupJoins assigns an id first, and admits the member with it", () => {
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

Deno.test("GroupJoins admits members before v4 with one request", () => {
  const group = new GroupScript();
  assert.deepEqual(group.join(1, { version: 3 }), ["timer rebalance 0"]);
});

Deno.test("GroupJoins rejects an unknown member id", () => {
  const group = new GroupScript();
  assert.deepEqual(group.join(1, { id: "who" }), ['1 UNKNOWN_MEMBER_ID "who"']);
});

Deno.test("GroupJoins rejects a pending member id after its timeout", () => {
  const group = new GroupScript();
  group.join(1);
  assert.deepEqual(group.timeout({ kind: "pending", memberId: "c-1" }), []);
  assert.deepEqual(group.join(2, { id: "c-1" }), ['2 UNKNOWN_MEMBER_ID "c-1"']);
  assert.equal(group.group.isUnused, true);
});

Deno.test("GroupJoins sends all members and metadata to the leader, none to followers", () => {
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

Deno.test("GroupJoins repeats the answer for a member that missed it", () => {
  const group = GroupScript.stable(2);
  assert.deepEqual(group.join(1, { id: "c-2" }), [
    "1 joined c-2 in 1 of c-1 range",
    "timer session c-2 10000",
  ]);
  assert.deepEqual(group.sync(2, "c-2@1"), ['2 assigned "for c-2"', "timer session c-2 10000"]);
  assert.equal(group.group.state, "Stable");
});

Deno.test("GroupJoins repeats the answer for a leader that has not assigned", () => {
  const group = new GroupScript();
  group.join(1, { version: 3 });
  group.timeout({ kind: "rebalance" });
  assert.deepEqual(group.join(2, { id: "c-1" }), [
    "2 joined c-1 in 1 of c-1 range [c-1]",
    "timer session c-1 10000",
  ]);
});

Deno.test("GroupJoins rebalances if a follower rejoins with other protocols", () => {
  const group = GroupScript.stable(2);
  assert.deepEqual(group.join(1, { id: "c-2", protocols: ["range:more"] }), [
    "clear session c-2",
    "timer rebalance 60000",
  ]);
  assert.equal(group.heartbeat("c-1@1"), "REBALANCE_IN_PROGRESS");
});

Deno.test("GroupJoins rebalances if the leader of a stable group rejoins", () => {
  const group = GroupScript.stable(2);
  assert.deepEqual(group.join(1, { id: "c-1" }), ["clear session c-1", "timer rebalance 60000"]);
});

Deno.test("GroupJoins rejects the first of two joins of one member", () => {
  const group = GroupScript.stable(2);
  group.join(1, { id: "c-1" });
  assert.deepEqual(group.join(2, { id: "c-1" }), [
    '1 REBALANCE_IN_PROGRESS "c-1"',
    "clear session c-1",
  ]);
});

Deno.test("GroupJoins rejects another protocol type, and protocols without support", () => {
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

Deno.test("GroupJoins admits any protocol type if the group has become empty", () => {
  const group = GroupScript.stable(1);
  group.group.leave([{ memberId: "c-1", instanceId: null }], 0);
  group.effects();
  assert.deepEqual(group.join(1, { type: "connect", protocols: ["default"], version: 1 }), [
    "timer rebalance 0",
  ]);
  assert.deepEqual(group.timeout({ kind: "rebalance" })[1], "store 3 connect");
});

Deno.test("GroupJoins rejects a member whose metadata exceeds the limit of the group", () => {
  const group = new GroupScript({ maxMetadataBytes: 10 });
  assert.deepEqual(group.join(1, { version: 3, protocols: ["a:12345"] })[0], "timer rebalance 0");
  const refusal = ['2 GROUP_MAX_SIZE_REACHED ""'];
  assert.deepEqual(group.join(2, { version: 3, protocols: ["a:12345"] }), refusal);
  assert.notDeepEqual(group.join(2, { version: 3, protocols: ["a:123"] }), refusal);
});

Deno.test("GroupJoins counts members and pending member ids against the limit", () => {
  const group = new GroupScript({ maxMembers: 2 });
  group.join(1);
  group.join(2, { version: 3 });
  assert.deepEqual(group.join(3), ['3 GROUP_MAX_SIZE_REACHED ""']);
  assert.deepEqual(group.join(4, { id: "c-1" }), ["clear pending c-1"]);
});
