import assert from "node:assert/strict";
import { GroupScript } from "./_group_script.ts";

Deno.test("Group.sync() does not answer a follower before the leader has assigned", () => {
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

Deno.test("Group.sync() answers a follower at once after the leader has assigned", () => {
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

Deno.test("Group.sync() rejects new and parked requests during a rebalance", () => {
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

Deno.test("Group.sync() rejects the first of two requests of one member", () => {
  const group = new GroupScript();
  for (const reply of [1, 2]) group.join(reply, { version: 3 });
  group.timeout({ kind: "rebalance" });
  group.timeout({ kind: "rebalance" });
  group.sync(3, "c-2@1");
  assert.deepEqual(group.sync(4, "c-2@1"), ["3 REBALANCE_IN_PROGRESS", "clear session c-2"]);
});

Deno.test("Group.disconnected() restarts the session of the member that waited", () => {
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

Deno.test("Group.abandon() removes all members, and never repeats the generation", () => {
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
