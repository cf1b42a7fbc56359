import { errorCodes } from "../../wire/errors.ts";
import { joinGroup } from "../../wire/messages/11_join_group.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import type { JoinRequest } from "../groups/group_model.ts";

type Request = RequestOf<typeof joinGroup>;

/** First version that tells rebalance and session timeout apart, KIP-62. */
const firstRebalanceTimeoutVersion = 1;
/** First version in which a client is given its id before it joins, KIP-394. */
const firstTwoStepVersion = 4;
/** First version in which the protocol's name may be null. */
const firstNullableNameVersion = 7;
/** First version in which the response can ask a leader not to assign, KIP-814. */
const firstSkippingVersion = 9;

/**
 * JoinGroup v0-9: takes a member into a consumer group, once all others have come as well.
 *
 * The request waits until the group is complete or the rebalance timeout is over; the answer comes
 * when its generation is on disk. The leader gets all members.
 *
 * v1 adds the rebalance timeout (before, the session timeout), v4 hands out the member id first, v5
 * has static members (KIP-345), v6 compact lengths, v7 returns the protocol's type, v8 brings the
 * client's reason (not looked at), v9 lets a static leader that came back skip the assignment.
 */
export const joinGroupHandler: ApiHandler<Request, ResponseOf<typeof joinGroup>> = {
  api: joinGroup,
  minVersion: 0,
  maxVersion: 9,
  async handle(request, context): LaterAnswer<typeof joinGroup> {
    const { groups } = context.services;
    const reply = await groups.join(request.groupId, joinRequest(request, context), context.signal);
    const nameless = context.apiVersion >= firstNullableNameVersion ? null : "";
    return {
      errorCode: errorCodes[reply.error],
      generationId: reply.generation,
      protocolType: reply.protocolType,
      protocolName: reply.protocolName ?? nameless,
      leader: reply.leaderId,
      skipAssignment: reply.skipAssignment,
      memberId: reply.memberId,
      members: reply.members.map(({ memberId, instanceId, metadata }) => ({
        memberId,
        groupInstanceId: instanceId,
        metadata,
      })),
    };
  },
};

function joinRequest(request: Request, context: RequestContext): JoinRequest {
  const { apiVersion, clientId, clientHost } = context;
  const { sessionTimeoutMs } = request;
  const rebalanceTimeoutMs = apiVersion >= firstRebalanceTimeoutVersion
    ? request.rebalanceTimeoutMs
    : sessionTimeoutMs;
  return {
    memberId: request.memberId,
    instanceId: request.groupInstanceId,
    clientId,
    clientHost,
    sessionTimeoutMs,
    rebalanceTimeoutMs: Math.max(0, rebalanceTimeoutMs),
    protocolType: request.protocolType,
    // The request's bytes are a view of its frame; the member outlives it.
    protocols: request.protocols.map(({ name, metadata }) => ({
      name,
      metadata: metadata.slice(),
    })),
    requiresKnownMemberId: apiVersion >= firstTwoStepVersion,
    supportsSkippingAssignment: apiVersion >= firstSkippingVersion,
  };
}
