import assert from "node:assert/strict";
import { GroupScript } from "./_group_script.ts";

/** Creates a stable group whose only member, static with i-1, has the assignment "part". */
function staticGroup(): GroupScript {
  const group = new GroupScript();
  group.join(1, { instance: "i" });
  group.timeout({ kind: "rebalance" });
  group.sync(2, "i-1/i@1", "i-1=part");
  return group;
}

Deno.test("Group admits a static member with one request", () => {
  const group = new GroupScript();
  assert.deepEqual(group.join(1, { instance: "i" }), ["timer rebalance 0"]);
  assert.deepEqual(group.timeout({ kind: "rebalance" })[2], "1 joined i-1 in 1 of i-1 range [i-1]");
});

Deno.test("Group assigns a new id to a static member that rejoins, without a rebalance", () => {
  const group = staticGroup();
  assert.deepEqual(group.join(3, { instance: "i" }), [
    "clear session i-1",
    "timer session i-2 10000",
    "3 joined i-2 in 1 of i-2 range skips [i-2]",
  ]);
  assert.deepEqual(group.sync(4, "i-2/i@1")[0], '4 assigned "part"');
  assert.equal(group.group.generation, 1);
});

Deno.test("Group names the former id as the leader for a static leader before v9", () => {
  const group = staticGroup();
  assert.equal(
    group.join(3, { instance: "i", version: 8 }).at(-1),
    "3 joined i-2 in 1 of i-1 range",
  );
  assert.equal(
    group.join(4, { instance: "i", version: 5 }).at(-1),
    "4 joined i-3 in 1 of i-2 range",
  );
});

Deno.test("Group names the leader for a static follower that rejoins", () => {
  const group = GroupScript.stable(1);
  group.join(1, { instance: "i" });
  group.join(2, { id: "c-1" });
  group.sync(0, "i-2/i@2");
  group.sync(0, "c-1@2", "i-2=part");
  assert.equal(group.join(3, { instance: "i" }).at(-1), "3 joined i-3 in 2 of c-1 range");
  assert.equal(
    group.join(4, { instance: "i", version: 5 }).at(-1),
    "4 joined i-4 in 2 of c-1 range",
  );
});

Deno.test("Group fences the former id of a static member", () => {
  const group = staticGroup();
  group.join(3, { instance: "i" });
  assert.equal(group.heartbeat("i-1/i@1"), "FENCED_INSTANCE_ID");
  assert.equal(group.commit("i-1/i@1"), "FENCED_INSTANCE_ID");
  assert.deepEqual(group.sync(4, "i-1/i@1"), ["4 FENCED_INSTANCE_ID"]);
  assert.deepEqual(group.join(5, { id: "i-1", instance: "i" }), ['5 FENCED_INSTANCE_ID "i-1"']);
  assert.equal(group.heartbeat("i-1@1"), "UNKNOWN_MEMBER_ID");
  assert.equal(group.heartbeat("i-2/i@1"), "NONE");
});

Deno.test("Group fences the parked requests of a static member's former id", () => {
  const group = GroupScript.stable(1);
  group.join(1, { instance: "i" });
  assert.deepEqual(group.join(2, { instance: "i" }), [
    '1 FENCED_INSTANCE_ID "i-2"',
    "clear session i-2",
  ]);
  group.join(3, { id: "c-1" });
  group.sync(4, "i-3/i@2");
  assert.deepEqual(group.join(5, { instance: "i" }).slice(0, 2), [
    "4 FENCED_INSTANCE_ID",
    "clear session i-3",
  ]);
});

Deno.test("Group rebalances if a static member rejoins while the leader assigns", () => {
  const group = GroupScript.stable(1);
  group.join(1, { instance: "i" });
  group.join(2, { id: "c-1" });
  assert.equal(group.group.state, "CompletingRebalance");
  assert.deepEqual(group.join(3, { instance: "i" }), [
    "clear session i-2",
    "clear sync",
    "timer rebalance 60000",
  ]);
});

Deno.test("Group rebalances if a static member rejoins and another protocol is chosen", () => {
  const group = staticGroup();
  assert.deepEqual(group.join(3, { instance: "i", protocols: ["sticky", "range"] }), [
    "clear session i-1",
    "clear rebalance",
    "store 2 consumer",
    "3 joined i-2 in 2 of i-2 sticky [i-2]",
    "timer session i-2 10000",
    "timer sync 60000",
  ]);
});

Deno.test("Group rejects an unknown instance id with a member id", () => {
  const group = staticGroup();
  assert.deepEqual(group.join(3, { id: "i-1", instance: "j" }), ['3 UNKNOWN_MEMBER_ID "i-1"']);
});

Deno.test("Group removes static members by instance id for an operator", () => {
  const group = staticGroup();
  const who = [
    { memberId: "", instanceId: "i" },
    { memberId: "", instanceId: "i" },
    { memberId: "", instanceId: null },
  ];
  assert.deepEqual(group.group.leave(who, 0), ["NONE", "UNKNOWN_MEMBER_ID", "UNKNOWN_MEMBER_ID"]);
  assert.equal(group.group.state, "Empty");
});

Deno.test("Group returns an error for each member that cannot leave", () => {
  const group = staticGroup();
  const who = [
    { memberId: "old", instanceId: "i" },
    { memberId: "i-1", instanceId: "j" },
    { memberId: "who", instanceId: null },
    { memberId: "i-1", instanceId: "i" },
  ];
  assert.deepEqual(group.group.leave(who, 0), [
    "FENCED_INSTANCE_ID",
    "UNKNOWN_MEMBER_ID",
    "UNKNOWN_MEMBER_ID",
    "NONE",
  ]);
});

Deno.test("Group forgets a pending member id if its client leaves", () => {
  const group = GroupScript.stable(1);
  group.join(1);
  group.join(2, { id: "c-1" });
  assert.deepEqual(group.group.leave([{ memberId: "c-2", instanceId: null }], 0), ["NONE"]);
  assert.deepEqual(group.effects().slice(0, 3), [
    "clear pending c-2",
    "clear rebalance",
    "store 2 consumer",
  ]);
});

Deno.test("Group answers the parked request of a member that leaves", () => {
  const group = GroupScript.stable(2);
  group.join(1, { id: "c-2", protocols: ["range:new"] });
  group.group.leave([{ memberId: "c-2", instanceId: null }], 0);
  assert.deepEqual(group.effects(), ['1 UNKNOWN_MEMBER_ID ""', "clear session c-2"]);
});
