import assert from "node:assert/strict";
import { GroupScript } from "./_group_script.ts";

const rebalance = { kind: "rebalance" } as const;
const sync = { kind: "sync" } as const;

Deno.test("Rebalance of an empty group waits for others, longer while they join", () => {
  const group = new GroupScript({ delayMs: 3000 });
  assert.deepEqual(group.join(1, { version: 3, rebalanceMs: 8000 }), ["timer rebalance 3000"]);
  assert.deepEqual(group.join(2, { version: 3, rebalanceMs: 8000 }), []);
  assert.deepEqual(group.timeout(rebalance), ["timer rebalance 3000"]);
  assert.deepEqual(group.join(3, { version: 3, rebalanceMs: 8000 }), []);
  assert.deepEqual(group.timeout(rebalance), ["timer rebalance 2000"]);
  assert.deepEqual(group.join(4, { version: 3, rebalanceMs: 8000 }), []);
  assert.deepEqual(group.timeout(rebalance).slice(0, 3), [
    "clear rebalance",
    "store 1 consumer",
    "1 joined c-1 in 1 of c-1 range [c-1 c-2 c-3 c-4]",
  ]);
});

Deno.test("Rebalance of an empty group does not wait for pending member ids", () => {
  const group = new GroupScript();
  group.join(1, { client: "slow" });
  group.join(2, { version: 3 });
  assert.equal(group.timeout(rebalance)[2], "2 joined c-2 in 1 of c-2 range [c-2]");
});

Deno.test("Rebalance of a non-empty group waits for pending member ids", () => {
  const group = GroupScript.stable(1);
  group.join(1, { client: "slow" });
  assert.deepEqual(group.join(2, { id: "c-1" }), ["clear session c-1", "timer rebalance 60000"]);
  assert.deepEqual(group.timeout({ kind: "pending", memberId: "slow-2" }).slice(0, 3), [
    "clear rebalance",
    "store 2 consumer",
    "2 joined c-1 in 2 of c-1 range [c-1]",
  ]);
});

Deno.test("Rebalance removes members that did not rejoin in time, and elects a leader", () => {
  const group = GroupScript.stable(3);
  group.join(1, { id: "c-3", protocols: ["range:new"] });
  group.join(2, { id: "c-2" });
  assert.deepEqual(group.timeout(rebalance).slice(0, 4), [
    "clear rebalance",
    "clear session c-1",
    "store 2 consumer",
    "2 joined c-2 in 2 of c-2 range [c-2 c-3:new]",
  ]);
  assert.equal(group.heartbeat("c-1@1"), "UNKNOWN_MEMBER_ID");
});

Deno.test("Rebalance waits for the longest rebalance timeout of the members", () => {
  const group = GroupScript.stable(1);
  group.join(1, { version: 3, rebalanceMs: 90_000 });
  assert.equal(group.group.members.length, 2);
  group.group.leave([{ memberId: "c-1", instanceId: null }], 0);
  assert.deepEqual(group.effects().slice(0, 3), [
    "clear session c-1",
    "clear rebalance",
    "store 2 consumer",
  ]);
});

Deno.test("Rebalance keeps a leader that rejoins", () => {
  const group = GroupScript.stable(3);
  group.join(1, { id: "c-2", protocols: ["range:new"] });
  group.join(2, { id: "c-3" });
  group.join(3, { id: "c-1" });
  assert.equal(group.group.leaderId, "c-1");
});

Deno.test("Rebalance chooses the protocol that most members prefer and all support", () => {
  const group = new GroupScript();
  group.join(1, { version: 3, protocols: ["range", "sticky"] });
  group.join(2, { version: 3, protocols: ["new", "sticky", "range"] });
  group.join(3, { version: 3, protocols: ["sticky", "range"] });
  group.timeout(rebalance);
  assert.equal(group.timeout(rebalance)[2], "1 joined c-1 in 1 of c-1 sticky [c-1 c-2 c-3]");
});

Deno.test("Rebalance makes the group empty, in a new generation, if no member is left", () => {
  const group = GroupScript.stable(2);
  const all = [{ memberId: "c-1", instanceId: null }, { memberId: "c-2", instanceId: null }];
  assert.deepEqual(group.group.leave(all, 0), ["NONE", "NONE"]);
  assert.deepEqual(group.effects(), [
    "clear session c-1",
    "clear session c-2",
    "clear rebalance",
    "store 2 consumer",
  ]);
  assert.equal(group.group.state, "Empty");
  assert.equal(group.group.protocolName, null);
  assert.equal(group.group.protocolType, "consumer");
});

Deno.test("Rebalance continues from the stored generation", () => {
  const group = new GroupScript({ generation: 41 });
  group.join(1, { version: 3 });
  assert.equal(group.timeout(rebalance)[1], "store 42 consumer");
});

Deno.test("Rebalance continues with generation 1 after the largest int32", () => {
  const group = new GroupScript({ generation: 0x7fffffff });
  group.join(1, { version: 3 });
  assert.equal(group.timeout(rebalance)[1], "store 1 consumer");
});

Deno.test("Rebalance removes members that never sync, and restarts", () => {
  const group = new GroupScript();
  group.join(1, { version: 3 });
  group.join(2, { version: 3 });
  group.timeout(rebalance);
  group.timeout(rebalance);
  group.sync(3, "c-1@1", "c-1=one");
  assert.equal(group.group.state, "Stable");
  assert.deepEqual(group.timeout(sync), [
    "clear session c-2",
    "clear sync",
    "timer rebalance 60000",
  ]);
  assert.equal(group.heartbeat("c-1@1"), "REBALANCE_IN_PROGRESS");
  assert.equal(group.heartbeat("c-2@1"), "UNKNOWN_MEMBER_ID");
});

Deno.test("Rebalance restarts for members that wait for a leader which never assigns", () => {
  const group = new GroupScript();
  group.join(1, { version: 3 });
  group.join(2, { version: 3 });
  group.timeout(rebalance);
  group.timeout(rebalance);
  group.sync(3, "c-2@1");
  assert.deepEqual(group.timeout(sync), [
    "clear session c-1",
    "3 REBALANCE_IN_PROGRESS",
    "timer session c-2 10000",
    "clear sync",
    "timer rebalance 60000",
  ]);
});

Deno.test("Rebalance ignores a sync timeout if it waits for no member", () => {
  const group = GroupScript.stable(2);
  assert.deepEqual(group.timeout(sync), []);
  assert.deepEqual(group.timeout(rebalance), []);
  assert.equal(group.group.state, "Stable");
});

Deno.test("Rebalance keeps static members that did not rejoin in the new generation", () => {
  const group = GroupScript.stable(1);
  group.join(1, { instance: "i", client: "s" });
  group.join(2, { id: "c-1" });
  group.sync(0, "i-2/i@2");
  group.sync(0, "c-1@2", "c-1=one", "i-2=two");
  group.join(3, { id: "c-1" });
  assert.deepEqual(group.timeout(rebalance), [
    "clear rebalance",
    "store 3 consumer",
    "3 joined c-1 in 3 of c-1 range [c-1 i-2]",
    "timer session c-1 10000",
    "timer sync 60000",
  ]);
});

Deno.test("Rebalance keeps waiting if only static members are left and none has rejoined", () => {
  const group = GroupScript.stable(1);
  group.join(1, { instance: "i" });
  group.join(2, { id: "c-1" });
  group.group.leave([{ memberId: "c-1", instanceId: null }], 0);
  assert.deepEqual(group.effects().slice(-1), ["timer rebalance 60000"]);
  assert.deepEqual(group.timeout(rebalance), ["clear rebalance", "timer rebalance 60000"]);
  assert.equal(group.group.generation, 2);
  assert.equal(group.join(3, { id: "i-2", instance: "i" })[2], "store 3 consumer");
});
