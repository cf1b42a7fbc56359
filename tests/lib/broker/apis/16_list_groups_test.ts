import assert from "node:assert/strict";
import { listGroups } from "../../../../lib/wire/messages/16_list_groups.ts";
import { TestBroker } from "../_broker.ts";
import { becomeOnlyMember, join } from "./_group_member.ts";

/** Starts a broker with the stable group "billing" and the unstable group "shipping". */
async function brokerWithGroups(): Promise<TestBroker> {
  const broker = await TestBroker.start();
  await becomeOnlyMember(broker.client);
  await join(broker.client, { groupId: "shipping", protocolType: "connect" });
  return broker;
}

Deno.test("ListGroups lists every group with its type", async () => {
  await using broker = await brokerWithGroups();
  for (const version of [0, 1, 2, 3, 4, 5]) {
    const { groups } = await broker.client.ask(listGroups, version, {});
    const [billing, shipping] = groups;
    assert.deepEqual(groups.map(({ groupId, protocolType }) => [groupId, protocolType]), [
      ["billing", "consumer"],
      ["shipping", "connect"],
    ]);
    assert.equal(billing?.groupState, version < 4 ? "" : "Stable");
    assert.equal(shipping?.groupType, version < 5 ? "" : "classic");
  }
});

Deno.test("ListGroups filters by states and types, and ignores case", async () => {
  await using broker = await brokerWithGroups();
  const ask = async (body: object): Promise<string[]> => {
    const { groups } = await broker.client.ask(listGroups, 5, body);
    return groups.map(({ groupId }) => groupId);
  };
  assert.deepEqual(await ask({ statesFilter: ["stable"] }), ["billing"]);
  assert.deepEqual(await ask({ statesFilter: ["Empty", "CompletingRebalance"] }), ["shipping"]);
  assert.deepEqual(await ask({ typesFilter: ["Classic"] }), ["billing", "shipping"]);
  assert.deepEqual(await ask({ typesFilter: ["consumer"] }), []);
  assert.deepEqual(await ask({ statesFilter: ["Stable"], typesFilter: ["share"] }), []);
});
