import assert from "node:assert/strict";
import { errorCodes } from "../../../../lib/wire/errors.ts";
import { leaveGroup } from "../../../../lib/wire/messages/13_leave_group.ts";
import { TestBroker } from "../_broker.ts";
import { becomeOnlyMember } from "./_group_member.ts";

Deno.test("LeaveGroup v0-2 returns the member's error as that of the response", async () => {
  await using broker = await TestBroker.start();
  for (const version of [0, 1, 2]) {
    const { groupId, memberId } = await becomeOnlyMember(broker.client);
    const ask = (): Promise<{ errorCode: number }> =>
      broker.client.ask(leaveGroup, version, { groupId, memberId });
    assert.equal((await ask()).errorCode, 0);
    assert.equal((await ask()).errorCode, errorCodes.UNKNOWN_MEMBER_ID);
  }
});

Deno.test("LeaveGroup v3-5 answers each member", async () => {
  await using broker = await TestBroker.start();
  for (const version of [3, 4, 5]) {
    const { groupId, memberId } = await becomeOnlyMember(broker.client);
    const members = [{ memberId }, { memberId: "who" }, { memberId: "", groupInstanceId: "i" }];
    const answer = await broker.client.ask(leaveGroup, version, { groupId, members });
    const { UNKNOWN_MEMBER_ID } = errorCodes;
    assert.deepEqual(answer, {
      throttleTimeMs: 0,
      errorCode: 0,
      members: [
        { memberId, groupInstanceId: null, errorCode: 0 },
        { memberId: "who", groupInstanceId: null, errorCode: UNKNOWN_MEMBER_ID },
        { memberId: "", groupInstanceId: "i", errorCode: UNKNOWN_MEMBER_ID },
      ],
    });
    assert.equal(broker.services.groups.describe(groupId)?.state, "Empty");
  }
});

Deno.test("LeaveGroup answers an empty group id with one error", async () => {
  await using broker = await TestBroker.start();
  const body = { groupId: "", members: [{ memberId: "who" }] };
  const answer = await broker.client.ask(leaveGroup, 3, body);
  assert.deepEqual([answer.errorCode, answer.members], [errorCodes.INVALID_GROUP_ID, []]);
});
