import assert from "node:assert/strict";
import { GroupScript } from "./_group_script.ts";

function session(memberId: string): { kind: "session"; memberId: string } {
  return { kind: "session", memberId };
}

Deno.test("Sessions expire a silent member, and the others rebalance", () => {
  const group = GroupScript.stable(2);
  group.now = 10_000;
  assert.deepEqual(group.timeout(session("c-2")), ["clear session c-2", "timer rebalance 60000"]);
  assert.equal(group.heartbeat("c-2@1"), "UNKNOWN_MEMBER_ID");
});

Deno.test("Sessions expire the last silent member, and the group becomes empty", () => {
  const group = GroupScript.stable(1);
  group.now = 10_000;
  assert.deepEqual(group.timeout(session("c-1")), [
    "clear session c-1",
    "clear rebalance",
    "store 2 consumer",
  ]);
  assert.equal(group.group.state, "Empty");
});

Deno.test("Sessions restart after a request of the member", () => {
  const group = GroupScript.stable(1);
  group.now = 4000;
  assert.equal(group.heartbeat("c-1@1"), "NONE");
  group.now = 10_000;
  group.effects();
  assert.deepEqual(group.timeout(session("c-1")), ["timer session c-1 4000"]);
});

Deno.test("Sessions restart after an offset commit", () => {
  const group = GroupScript.stable(1);
  group.now = 4000;
  assert.equal(group.commit("c-1@1"), "NONE");
  assert.deepEqual(group.effects(), ["timer session c-1 10000"]);
});

Deno.test("Sessions restart if the timer fires late, because the process was suspended", () => {
  const group = GroupScript.stable(1);
  group.now = 11_001;
  assert.deepEqual(group.timeout(session("c-1")), ["timer session c-1 10000"]);
  group.now = 21_001;
  assert.deepEqual(group.timeout(session("c-1"))[0], "clear session c-1");
});

Deno.test("Sessions never wait longer than their timeout if the clock is set back", () => {
  const group = GroupScript.stable(1);
  group.now = -50_000;
  assert.deepEqual(group.timeout(session("c-1")), ["timer session c-1 10000"]);
});

Deno.test("Sessions do not expire while a member waits in a join", () => {
  const group = GroupScript.stable(2);
  assert.deepEqual(group.join(1, { id: "c-1" })[0], "clear session c-1");
  group.now = 10_000;
  assert.deepEqual(group.timeout(session("c-1")), []);
  assert.deepEqual(group.timeout(session("c-2")).slice(1, 4), [
    "clear rebalance",
    "store 2 consumer",
    "1 joined c-1 in 2 of c-1 range [c-1]",
  ]);
});

Deno.test("Sessions complete a rebalance that waits only for a silent member", () => {
  const group = GroupScript.stable(3);
  group.join(1, { id: "c-1" });
  group.join(2, { id: "c-3" });
  group.now = 10_000;
  assert.deepEqual(group.timeout(session("c-2")).slice(0, 4), [
    "clear session c-2",
    "clear rebalance",
    "store 2 consumer",
    "1 joined c-1 in 2 of c-1 range [c-1 c-3]",
  ]);
});

Deno.test("Sessions expire a leader that assigns too slowly, and its followers rejoin", () => {
  const group = new GroupScript();
  group.join(1, { version: 3 });
  group.join(2, { version: 3 });
  group.timeout({ kind: "rebalance" });
  group.timeout({ kind: "rebalance" });
  group.sync(3, "c-2@1");
  group.now = 10_000;
  assert.deepEqual(group.timeout(session("c-1")), [
    "clear session c-1",
    "3 REBALANCE_IN_PROGRESS",
    "timer session c-2 10000",
    "clear sync",
    "timer rebalance 60000",
  ]);
});
