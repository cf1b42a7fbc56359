import assert from "node:assert/strict";
import { errorCodes } from "../../../../lib/wire/errors.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { joinGroup } from "../../../../lib/wire/messages/11_join_group.ts";
import { TestBroker } from "../_broker.ts";
import { join, joinBody, untilRebalancing } from "./_group_member.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

Deno.test("JoinGroup v0 uses the session timeout as the rebalance timeout", async () => {
  await using broker = await TestBroker.start();
  const { memberId } = await broker.client.ask(joinGroup, 0, joinBody());
  const [member] = broker.services.groups.describe("billing")!.members;
  assert.deepEqual([member?.id, member?.rebalanceTimeoutMs], [memberId, 10_000]);
});

Deno.test("JoinGroup v0-3 admits a member with one request and returns the protocol", async () => {
  await using broker = await TestBroker.start();
  const { memberId, ...answer } = await broker.client.ask(joinGroup, 3, joinBody());
  assert.match(memberId.slice("test-".length), uuid);
  assert.deepEqual(answer, {
    throttleTimeMs: 0,
    errorCode: 0,
    generationId: 1,
    protocolType: null,
    protocolName: "range",
    leader: memberId,
    skipAssignment: false,
    members: [{ memberId, groupInstanceId: null, metadata: utf8("topics") }],
  });
});

Deno.test("JoinGroup v4-9 assigns an id first", async () => {
  await using broker = await TestBroker.start();
  for (const version of [4, 5, 6, 7, 8, 9]) {
    const groupId = `group ${version}`;
    const ask = (memberId: string): ReturnType<typeof join> =>
      broker.client.ask(joinGroup, version, joinBody({ groupId, memberId }));
    const first = await ask("");
    assert.equal(first.errorCode, errorCodes.MEMBER_ID_REQUIRED);
    assert.equal(first.protocolName, version < 7 ? "" : null);
    const second = await ask(first.memberId);
    assert.equal(second.errorCode, 0);
    assert.equal(second.memberId, first.memberId);
    assert.equal(second.protocolType, version < 7 ? null : "consumer");
  }
});

Deno.test("JoinGroup v5 admits static members at once, and names them to the leader", async () => {
  await using broker = await TestBroker.start();
  const said = joinBody({ groupInstanceId: "till-1" });
  const { memberId, members } = await broker.client.ask(joinGroup, 5, said);
  assert.equal(memberId.slice(0, 7), "till-1-");
  assert.deepEqual(members.map(({ groupInstanceId }) => groupInstanceId), ["till-1"]);
});

Deno.test("JoinGroup waits until the existing members rejoin", async () => {
  await using broker = await TestBroker.start();
  await using other = await broker.connect();
  const first = await join(broker.client);
  const second = join(other);
  await untilRebalancing(broker.client);
  const rejoined = await broker.client.ask(
    joinGroup,
    3,
    joinBody({
      memberId: first.memberId,
      protocols: [{ name: "range", metadata: utf8("more topics") }],
    }),
  );
  const joined = await second;
  assert.deepEqual([rejoined.generationId, joined.generationId], [2, 2]);
  assert.deepEqual([rejoined.leader, joined.leader], [first.memberId, first.memberId]);
  assert.deepEqual([rejoined.members.length, joined.members.length], [2, 0]);
});
