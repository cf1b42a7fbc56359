import assert from "node:assert/strict";
import { errorCodes } from "../../../../lib/wire/errors.ts";
import { leaveGroup } from "../../../../lib/wire/messages/13_leave_group.ts";
import { deleteGroups } from "../../../../lib/wire/messages/42_delete_groups.ts";
import { TestBroker } from "../_broker.ts";
import { becomeOnlyMember } from "./_group_member.ts";

Deno.test("DeleteGroups deletes groups without members", async () => {
  await using broker = await TestBroker.start();
  for (const version of [0, 1, 2]) {
    const { groupId, memberId } = await becomeOnlyMember(broker.client);
    const ask = async (): Promise<(readonly [string, number])[]> => {
      const body = { groupsNames: [groupId, "who"] };
      const { results } = await broker.client.ask(deleteGroups, version, body);
      return results.map((result) => [result.groupId, result.errorCode]);
    };
    const unknown = ["who", errorCodes.GROUP_ID_NOT_FOUND];
    assert.deepEqual(await ask(), [[groupId, errorCodes.NON_EMPTY_GROUP], unknown]);
    await broker.client.ask(leaveGroup, 0, { groupId, memberId });
    assert.deepEqual(await ask(), [[groupId, 0], unknown]);
    assert.deepEqual(await ask(), [[groupId, errorCodes.GROUP_ID_NOT_FOUND], unknown]);
  }
});
