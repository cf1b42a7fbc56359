import assert from "node:assert/strict";
import { errorCodes } from "../../../../lib/wire/errors.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { syncGroup } from "../../../../lib/wire/messages/14_sync_group.ts";
import { TestBroker } from "../_broker.ts";
import { becomeOnlyMember, join, untilRebalancing } from "./_group_member.ts";

Deno.test("SyncGroup returns a follower's assignment once the leader has assigned", async () => {
  await using broker = await TestBroker.start();
  await using other = await broker.connect();
  const { memberId: leader } = await join(broker.client);
  const joined = join(other);
  await untilRebalancing(broker.client);
  const [{ generationId }, { memberId: follower }] = await Promise.all([
    join(broker.client, { memberId: leader }),
    joined,
  ]);
  const group = { groupId: "billing", generationId };
  const waiting = other.ask(syncGroup, 3, { ...group, memberId: follower });
  const answer = await broker.client.ask(syncGroup, 3, {
    ...group,
    memberId: leader,
    assignments: [
      { memberId: follower, assignment: utf8("orders 1") },
      { memberId: leader, assignment: utf8("orders 0") },
    ],
  });
  assert.deepEqual(answer.assignment, utf8("orders 0"));
  assert.deepEqual((await waiting).assignment, utf8("orders 1"));
});

Deno.test("SyncGroup v5 rejects a missing or wrong protocol", async () => {
  await using broker = await TestBroker.start();
  const member = await becomeOnlyMember(broker.client);
  const ask = async (said: object): Promise<number> =>
    (await broker.client.ask(syncGroup, 5, { ...member, ...said })).errorCode;
  const { INCONSISTENT_GROUP_PROTOCOL } = errorCodes;
  assert.equal(await ask({}), INCONSISTENT_GROUP_PROTOCOL);
  assert.equal(await ask({ protocolType: "consumer" }), INCONSISTENT_GROUP_PROTOCOL);
  const sticky = { protocolType: "consumer", protocolName: "sticky" };
  assert.equal(await ask(sticky), INCONSISTENT_GROUP_PROTOCOL);
  assert.deepEqual(
    await broker.client.ask(syncGroup, 5, { ...member, ...sticky, protocolName: "range" }),
    {
      throttleTimeMs: 0,
      errorCode: 0,
      protocolType: "consumer",
      protocolName: "range",
      assignment: utf8("part"),
    },
  );
});
