import assert from "node:assert/strict";
import { loadGroups, loadOffsets } from "../../../../lib/broker/store/offsets.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { CoordinatorFixture } from "./_coordinator_fixture.ts";
import { claimOf } from "./_group_script.ts";

const operator = "@-1";

Deno.test("GroupCoordinator.join() rejects requests that no group can accept", async () => {
  using fixture = new CoordinatorFixture();
  const error = async (groupId: string, options: object): Promise<string> =>
    (await fixture.join(groupId, options)).error;
  assert.equal(await error("", {}), "INVALID_GROUP_ID");
  assert.equal(await error("g", { sessionMs: 5999 }), "INVALID_SESSION_TIMEOUT");
  assert.equal(await error("g", { sessionMs: 1_800_001 }), "INVALID_SESSION_TIMEOUT");
  assert.equal(await error("g", { id: "who" }), "UNKNOWN_MEMBER_ID");
  assert.equal(await error("g", { protocols: [] }), "INCONSISTENT_GROUP_PROTOCOL");
  assert.deepEqual(fixture.groups.list(), []);
});

Deno.test("GroupCoordinator answers members of missing groups", async () => {
  using fixture = new CoordinatorFixture();
  const { groups, connection } = fixture;
  const claim = claimOf("c-1@1");
  const sync = { ...claim, protocolType: null, protocolName: null, assignments: [] };
  assert.equal((await groups.sync("g", sync, connection.signal)).error, "UNKNOWN_MEMBER_ID");
  assert.equal((await groups.sync("", sync, connection.signal)).error, "INVALID_GROUP_ID");
  assert.equal(groups.heartbeat("g", claim), "UNKNOWN_MEMBER_ID");
  assert.equal(groups.heartbeat("", claim), "INVALID_GROUP_ID");
  assert.deepEqual(groups.leave("g", [claim, claim]), ["UNKNOWN_MEMBER_ID", "UNKNOWN_MEMBER_ID"]);
  assert.equal(groups.leave("", [claim]), "INVALID_GROUP_ID");
  assert.equal(await groups.commitOffsets("g", claim, []), "GROUP_ID_NOT_FOUND");
  assert.equal(groups.describe("g"), undefined);
});

Deno.test("GroupCoordinator.join() rejects groups and members above their limits", async () => {
  using fixture = new CoordinatorFixture(":memory:", { maxGroups: 1, maxMembersPerGroup: 1 });
  assert.equal((await fixture.join("g")).error, "NONE");
  assert.equal((await fixture.join("g")).error, "GROUP_MAX_SIZE_REACHED");
  assert.equal((await fixture.join("h")).error, "POLICY_VIOLATION");
  const topic = await fixture.topic("t");
  assert.equal(await fixture.commit("h", operator, topic, 1n), "POLICY_VIOLATION");
  assert.deepEqual(fixture.log, [
    "Rejected a member of a consumer group: the limit is 1 members; use more groups",
    "Rejected a consumer group: the limit is 1 groups; delete some, or let them expire earlier " +
    "with the setting offsets.retention.minutes",
  ]);
});

Deno.test("GroupCoordinator forgets a group that no member joined", async () => {
  using fixture = new CoordinatorFixture();
  const reply = await fixture.join("g", { version: 4 });
  assert.equal(reply.error, "MEMBER_ID_REQUIRED");
  assert.deepEqual(fixture.groups.list().map(([id]) => id), ["g"]);
  fixture.clock.advance(10_000);
  assert.deepEqual(fixture.groups.list(), []);
  assert.equal(fixture.clock.timerCount, 0);
});

Deno.test("GroupCoordinator.commitOffsets() shows an offset once it is on disk", async () => {
  using fixture = new CoordinatorFixture();
  const topic = await fixture.topic("t");
  const answer = fixture.commit("g", operator, topic, 7n);
  assert.equal(fixture.committed("g", topic), undefined);
  assert.equal(await answer, "NONE");
  assert.equal(fixture.committed("g", topic), 7n);
  assert.deepEqual(loadOffsets(fixture.store), [{
    groupId: "g",
    topicId: topic.id,
    partition: 0,
    committedOffset: 7n,
    leaderEpoch: 0,
    metadata: "note",
    committedAt: 1_700_000_000_000n,
  }]);
});

Deno.test("GroupCoordinator.commitOffsets() creates the group for an operator", async () => {
  using fixture = new CoordinatorFixture();
  await fixture.commit("g", operator, await fixture.topic("t"), 7n);
  assert.equal(fixture.groups.describe("g")?.state, "Empty");
  const stored = { groupId: "g", generation: 0, protocolType: "", emptySince: null };
  assert.deepEqual(loadGroups(fixture.store), [stored]);
});

Deno.test("GroupCoordinator.commitOffsets() accepts only the member's generation", async () => {
  using fixture = new CoordinatorFixture();
  const topic = await fixture.topic("t");
  const { memberId } = await fixture.join("g");
  const { groups, connection } = fixture;
  const sync = { protocolType: null, protocolName: null, assignments: [] };
  await groups.sync("g", { ...claimOf(`${memberId}@1`), ...sync }, connection.signal);
  assert.equal(await fixture.commit("g", `${memberId}@1`, topic, 7n), "NONE");
  assert.equal(await fixture.commit("g", `${memberId}@2`, topic, 8n), "ILLEGAL_GENERATION");
  assert.equal(await fixture.commit("g", operator, topic, 9n), "UNKNOWN_MEMBER_ID");
  assert.equal(fixture.committed("g", topic), 7n);
});

Deno.test("GroupCoordinator.commitOffsets() keeps the former offset if a write fails", async () => {
  using fixture = new CoordinatorFixture();
  const topic = await fixture.topic("t");
  await fixture.commit("g", operator, topic, 7n);
  fixture.store.run("alter table committed_offsets rename to hidden");
  assert.equal(await fixture.commit("g", operator, topic, 8n), "NOT_COORDINATOR");
  assert.equal(await fixture.commit("new", operator, topic, 8n), "NOT_COORDINATOR");
  assert.equal(fixture.committed("g", topic), 7n);
  assert.equal(fixture.groups.describe("new"), undefined);
});

Deno.test("GroupCoordinator restores groups after a restart, without members", async () => {
  const path = await Deno.makeTempFile();
  let memberId: string;
  {
    using fixture = new CoordinatorFixture(path);
    const topic = await fixture.topic("t");
    await fixture.commit("g", operator, topic, 7n);
    ({ memberId } = await fixture.join("g"));
    fixture.groups.leave("g", [{ memberId, instanceId: null }]);
  }
  {
    using fixture = new CoordinatorFixture(path);
    const topic = fixture.topics.get("t")!;
    assert.equal(fixture.committed("g", topic), 7n);
    assert.equal(fixture.groups.describe("g")?.generation, 2);
    assert.equal(fixture.groups.describe("g")?.protocolType, "consumer");
    assert.equal(fixture.groups.heartbeat("g", claimOf(`${memberId}@1`)), "UNKNOWN_MEMBER_ID");
    assert.equal((await fixture.join("g", { id: memberId })).error, "UNKNOWN_MEMBER_ID");
    assert.equal((await fixture.join("g")).generation, 3);
  }
  await Deno.remove(path);
});

Deno.test("GroupCoordinator deletes offsets of a deleted topic, even if recreated", async () => {
  using fixture = new CoordinatorFixture();
  const topic = await fixture.topic("t");
  await fixture.commit("g", operator, topic, 7n);
  await fixture.topics.delete(topic);
  assert.equal(fixture.committed("g", topic), undefined);
  assert.equal(fixture.committed("g", await fixture.topic("t")), undefined);
  assert.deepEqual(fixture.groups.committedOffsets("g"), []);
  assert.deepEqual(loadOffsets(fixture.store), []);
});

Deno.test("GroupCoordinator.commitOffsets() succeeds while the topic is deleted", async () => {
  using fixture = new CoordinatorFixture();
  const [gone, kept] = [await fixture.topic("gone"), await fixture.topic("kept")];
  const before = fixture.commit("g", operator, gone, 1n);
  const deleted = fixture.topics.delete(gone);
  const after = fixture.commit("g", operator, gone, 2n);
  const other = fixture.commit("g", operator, kept, 3n);
  assert.deepEqual(await Promise.all([before, after, other]), ["NONE", "NONE", "NONE"]);
  await deleted;
  assert.equal(fixture.committed("g", gone), undefined);
  assert.equal(fixture.committed("g", kept), 3n);
});

Deno.test("GroupCoordinator.deleteGroup() deletes empty groups with their offsets", async () => {
  using fixture = new CoordinatorFixture();
  const topic = await fixture.topic("t");
  await fixture.commit("g", operator, topic, 7n);
  assert.equal(await fixture.groups.deleteGroup("who"), "GROUP_ID_NOT_FOUND");
  const { memberId } = await fixture.join("g");
  assert.equal(await fixture.groups.deleteGroup("g"), "NON_EMPTY_GROUP");
  fixture.groups.leave("g", [{ memberId, instanceId: null }]);
  assert.equal(await fixture.groups.deleteGroup("g"), "NONE");
  assert.equal(fixture.committed("g", topic), undefined);
  assert.deepEqual([loadGroups(fixture.store), loadOffsets(fixture.store)], [[], []]);
});

Deno.test("GroupCoordinator.deleteGroup() rejects members until it is on disk", async () => {
  using fixture = new CoordinatorFixture();
  const topic = await fixture.topic("t");
  await fixture.commit("g", operator, topic, 7n);
  const deleted = fixture.groups.deleteGroup("g");
  assert.equal(await fixture.groups.deleteGroup("g"), "GROUP_ID_NOT_FOUND");
  assert.equal((await fixture.parkedJoin("g")).error, "COORDINATOR_NOT_AVAILABLE");
  assert.equal(await deleted, "NONE");
  assert.equal(await fixture.commit("g", operator, topic, 8n), "NONE");
  assert.equal(fixture.committed("g", topic), 8n);
});

Deno.test("GroupCoordinator.deleteGroup() keeps the group if a write fails", async () => {
  using fixture = new CoordinatorFixture();
  const topic = await fixture.topic("t");
  await fixture.commit("g", operator, topic, 7n);
  fixture.store.run("alter table committed_offsets rename to hidden");
  assert.equal(await fixture.groups.deleteGroup("g"), "NOT_COORDINATOR");
  assert.equal(fixture.committed("g", topic), 7n);
  fixture.store.run("alter table hidden rename to committed_offsets");
  assert.equal((await fixture.join("g")).generation, 1);
});

Deno.test("GroupCoordinator.deleteOffsets() keeps topics that members read", async () => {
  using fixture = new CoordinatorFixture();
  const [read, free] = [await fixture.topic("read"), await fixture.topic("free")];
  await fixture.commit("g", operator, read, 1n);
  await fixture.commit("g", operator, free, 2n);
  const metadata = utf8("\0\0\0\0\0\x01\0\x04read");
  const request = { protocols: [`range:${new TextDecoder().decode(metadata)}`] };
  await fixture.join("g", request);
  const topics = [read, free].map(({ id, name }) => ({ topicId: id, name, partitions: [0] }));
  assert.deepEqual(
    await fixture.groups.deleteOffsets("g", topics),
    new Map([["read", "GROUP_SUBSCRIBED_TO_TOPIC"], ["free", "NONE"]]),
  );
  assert.equal(fixture.committed("g", read), 1n);
  assert.equal(fixture.committed("g", free), undefined);
  assert.equal(loadOffsets(fixture.store).length, 1);
});

Deno.test("GroupCoordinator.deleteOffsets() rejects groups that are not of consumers", async () => {
  using fixture = new CoordinatorFixture();
  assert.equal(await fixture.groups.deleteOffsets("", []), "INVALID_GROUP_ID");
  assert.equal(await fixture.groups.deleteOffsets("g", []), "GROUP_ID_NOT_FOUND");
  await fixture.join("g", { type: "connect" });
  assert.equal(await fixture.groups.deleteOffsets("g", []), "NON_EMPTY_GROUP");
});
