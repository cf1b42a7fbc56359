import assert from "node:assert/strict";
import { GroupScript } from "./_group_script.ts";

Deno.test("claimError() distinguishes unknown members from old and future generations", () => {
  const group = GroupScript.stable(1);
  assert.equal(group.heartbeat("c-1@1"), "NONE");
  assert.equal(group.heartbeat("c-1@0"), "ILLEGAL_GENERATION");
  assert.equal(group.heartbeat("c-1@2"), "ILLEGAL_GENERATION");
  assert.equal(group.heartbeat("who@0"), "UNKNOWN_MEMBER_ID");
  assert.equal(group.heartbeat("c-1/unknown@1"), "UNKNOWN_MEMBER_ID");
});

Deno.test("syncError() compares the protocol if the client names it", () => {
  const group = GroupScript.stable(1);
  const sync = (protocolType: string | null, protocolName: string | null): string[] => {
    const claim = { memberId: "c-1", instanceId: null, generation: 1, assignments: [] };
    group.group.sync({ ...claim, protocolType, protocolName }, 1, 0);
    return group.effects();
  };
  assert.deepEqual(sync("consumer", "roundrobin"), ["1 INCONSISTENT_GROUP_PROTOCOL"]);
  assert.deepEqual(sync("connect", "range"), ["1 INCONSISTENT_GROUP_PROTOCOL"]);
  assert.equal(sync("consumer", "range")[0], '1 assigned "for c-1"');
  assert.equal(sync(null, null)[0], '1 assigned "for c-1"');
});

Deno.test("syncError() rejects unknown members and other generations", () => {
  const group = GroupScript.stable(1);
  assert.deepEqual(group.sync(1, "who@1"), ["1 UNKNOWN_MEMBER_ID"]);
  assert.deepEqual(group.sync(1, "c-1@7"), ["1 ILLEGAL_GENERATION"]);
});

Deno.test("commitError() accepts a commit without a generation only for an empty group", () => {
  const group = new GroupScript();
  assert.equal(group.commit("@-1"), "NONE");
  assert.equal(group.commit("anyone@-1"), "NONE");
  assert.equal(group.commit("anyone@3"), "UNKNOWN_MEMBER_ID");
  const stable = GroupScript.stable(1);
  assert.equal(stable.commit("@-1"), "UNKNOWN_MEMBER_ID");
  assert.equal(stable.commit("c-1@-1"), "ILLEGAL_GENERATION");
});

Deno.test("commitError() accepts a member's commit except while the leader assigns", () => {
  const group = GroupScript.stable(2);
  assert.equal(group.commit("c-2@1"), "NONE");
  assert.equal(group.commit("c-2@0"), "ILLEGAL_GENERATION");
  assert.equal(group.commit("who@1"), "UNKNOWN_MEMBER_ID");
  group.join(1, { id: "c-1" });
  assert.equal(group.group.state, "PreparingRebalance");
  assert.equal(group.commit("c-2@1"), "NONE");
  group.join(2, { id: "c-2" });
  assert.equal(group.group.state, "CompletingRebalance");
  assert.equal(group.commit("c-2@1"), "ILLEGAL_GENERATION");
  assert.equal(group.commit("c-2@2"), "REBALANCE_IN_PROGRESS");
});
