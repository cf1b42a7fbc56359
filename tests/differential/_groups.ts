import { joinGroup } from "../../lib/wire/messages/11_join_group.ts";
import type { Input, RequestOf } from "../../lib/wire/schema/schema.ts";
import type { Asked } from "./_pair.ts";

type JoinRequest = Input<RequestOf<typeof joinGroup>>;

/** A consumer's subscription to no topic; Kafka never responds to a join with invalid metadata. */
export const subscription: Uint8Array = Uint8Array.from([
  ...[0, 0], // version
  ...[0, 0, 0, 0], // topics
  ...[255, 255, 255, 255], // no data of its own
]);

/** The first version with static members (KIP-345). */
const firstStaticVersion = 5;

/** Returns a valid request to join a group as consumers do, with `options` replaced. */
export function joinRequest(
  groupId: string,
  options: JoinRequest = {},
): (asked: Asked) => JoinRequest {
  const { groupInstanceId, ...rest } = options;
  return ({ version }) => ({
    groupId,
    sessionTimeoutMs: 30_000,
    rebalanceTimeoutMs: 60_000,
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: subscription }],
    ...rest,
    ...(version >= firstStaticVersion && groupInstanceId ? { groupInstanceId } : {}),
  });
}
