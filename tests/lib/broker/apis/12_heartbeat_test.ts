import assert from "node:assert/strict";
import { errorCodes } from "../../../../lib/wire/errors.ts";
import { heartbeat } from "../../../../lib/wire/messages/12_heartbeat.ts";
import { TestBroker } from "../_broker.ts";
import { becomeOnlyMember } from "./_group_member.ts";

Deno.test("Heartbeat accepts a member and rejects others", async () => {
  await using broker = await TestBroker.start();
  const member = await becomeOnlyMember(broker.client);
  const ask = async (said: object): Promise<number> =>
    (await broker.client.ask(heartbeat, 4, { ...member, ...said })).errorCode;
  assert.equal(await ask({}), 0);
  assert.equal(await ask({ generationId: 0 }), errorCodes.ILLEGAL_GENERATION);
  assert.equal(await ask({ memberId: "who" }), errorCodes.UNKNOWN_MEMBER_ID);
  assert.equal(await ask({ groupId: "none" }), errorCodes.UNKNOWN_MEMBER_ID);
  assert.equal(await ask({ groupId: "" }), errorCodes.INVALID_GROUP_ID);
});
