import { joinGroup } from "../../../../lib/wire/messages/11_join_group.ts";
import { syncGroup } from "../../../../lib/wire/messages/14_sync_group.ts";
import { describeGroups } from "../../../../lib/wire/messages/15_describe_groups.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import type { Input, RequestOf, ResponseOf } from "../../../../lib/wire/schema/schema.ts";
import type { TestClient } from "../_client.ts";

/** The group id of the cases. */
export const groupId = "billing";

/** Returns a JoinGroup of a consumer, with the values of the case. */
export function joinBody(
  said: Input<RequestOf<typeof joinGroup>> = {},
): Input<RequestOf<typeof joinGroup>> {
  return {
    groupId,
    sessionTimeoutMs: 10_000,
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: utf8("topics") }],
    ...said,
  };
}

/** Joins in one step, in a version that allows that. */
export function join(
  client: TestClient,
  said: Input<RequestOf<typeof joinGroup>> = {},
): Promise<ResponseOf<typeof joinGroup>> {
  return client.ask(joinGroup, 3, joinBody({ rebalanceTimeoutMs: 60_000, ...said }));
}

/** Returns the claim of the only member of a stable group, for Heartbeat and OffsetCommit. */
export interface OnlyMember {
  readonly groupId: string;
  readonly memberId: string;
  readonly generationId: number;
}

/** Joins and assigns "part" to the only member. */
export async function becomeOnlyMember(
  client: TestClient,
  said: Input<RequestOf<typeof joinGroup>> = {},
): Promise<OnlyMember> {
  const { memberId, generationId } = await join(client, said);
  const assignments = [{ memberId, assignment: utf8("part") }];
  const member = { groupId: said.groupId ?? groupId, memberId, generationId };
  await client.ask(syncGroup, 2, { ...member, assignments });
  return member;
}

/** Sends requests until the join of another connection has reached the group. */
export async function untilRebalancing(client: TestClient): Promise<void> {
  let state = "";
  while (state !== "PreparingRebalance") {
    const { groups } = await client.ask(describeGroups, 0, { groups: [groupId] });
    state = groups[0]!.groupState;
  }
}
