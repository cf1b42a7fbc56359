import { errorCodes } from "../../wire/errors.ts";
import { joinGroup } from "../../wire/messages/11_join_group.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import type { JoinRequest } from "../groups/group_model.ts";

type Request = RequestOf<typeof joinGroup>;

/** First version with separate rebalance and session timeouts, KIP-62. */
const firstRebalanceTimeoutVersion = 1;
/** First version in which a client gets its id before it joins, KIP-394. */
const firstTwoStepVersion = 4;
/** First version in which the protocol's name can be null. */
const firstNullableNameVersion = 7;
/** First version in which the response can tell a leader not to assign, KIP-814. */
const firstSkippingVersion = 9;

/**
 * JoinGroup v0-9: adds a member to a consumer group once all other members have joined as well.
 *
 * The request waits until the group is complete or the rebalance timeout is over. The response is
 * sent when the new generation is on disk. The leader gets all members.
 *
 * v1 adds the rebalance timeout (before, the session timeout counts), v4 returns the member id
 * first, v5 adds static members (KIP-345), v6 compact lengths, v7 the protocol's type, v8 the
 * client's reason (ignored), and v9 lets a returning static leader skip the assignment.
 */
export const joinGroupHandler: ApiHandler<Request, ResponseOf<typeof joinGroup>> = {
  api: joinGroup,
  minVersion: 0,
  maxVersion: 9,
  async handle(request, context): LaterAnswer<typeof joinGroup> {
    const { services, signal, work } = context;
    const joining = services.groups.join(request.groupId, joinRequest(request, context), signal);
    const reply = await work.await(joining);
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
    // The bytes are a view of the request's frame, and the member outlives the frame.
    protocols: request.protocols.map(({ name, metadata }) => ({
      name,
      metadata: metadata.slice(),
    })),
    requiresKnownMemberId: apiVersion >= firstTwoStepVersion,
    supportsSkippingAssignment: apiVersion >= firstSkippingVersion,
  };
}
