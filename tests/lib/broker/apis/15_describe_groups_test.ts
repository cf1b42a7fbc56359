import assert from "node:assert/strict";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { describeGroups } from "../../../../lib/wire/messages/15_describe_groups.ts";
import { TestBroker } from "../_broker.ts";
import { becomeOnlyMember, join } from "./_group_member.ts";

const untold = -0x80000000;

Deno.test("DescribeGroups returns all details of a stable group", async () => {
  await using broker = await TestBroker.start();
  const { memberId } = await becomeOnlyMember(broker.client);
  for (const version of [0, 1, 2, 3, 4, 5]) {
    const { groups } = await broker.client.ask(describeGroups, version, { groups: ["billing"] });
    assert.deepEqual(groups, [{
      errorCode: 0,
      errorMessage: null,
      groupId: "billing",
      groupState: "Stable",
      protocolType: "consumer",
      protocolData: "range",
      members: [{
        memberId,
        groupInstanceId: null,
        clientId: "test",
        clientHost: "/127.0.0.1",
        memberMetadata: utf8("topics"),
        memberAssignment: utf8("part"),
      }],
      authorizedOperations: untold,
    }]);
  }
});

Deno.test("DescribeGroups omits metadata before the leader has assigned", async () => {
  await using broker = await TestBroker.start();
  await join(broker.client);
  const { groups } = await broker.client.ask(describeGroups, 5, { groups: ["billing"] });
  assert.equal(groups[0]?.groupState, "CompletingRebalance");
  assert.equal(groups[0]?.protocolData, "");
  assert.deepEqual(groups[0]?.members[0]?.memberMetadata, new Uint8Array(0));
});

Deno.test("DescribeGroups returns the state Dead for a missing group", async () => {
  await using broker = await TestBroker.start();
  const { groups } = await broker.client.ask(describeGroups, 0, { groups: ["who", ""] });
  assert.deepEqual(groups.map(({ groupState, errorCode }) => [groupState, errorCode]), [
    ["Dead", 0],
    ["Dead", 0],
  ]);
});

Deno.test("DescribeGroups v3-5 returns the operations if they are requested", async () => {
  await using broker = await TestBroker.start();
  const body = { groups: ["who"], includeAuthorizedOperations: true };
  const { groups } = await broker.client.ask(describeGroups, 5, body);
  assert.equal(groups[0]?.authorizedOperations, 3400);
});
