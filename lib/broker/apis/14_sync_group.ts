import { errorCodes } from "../../wire/errors.ts";
import { syncGroup } from "../../wire/messages/14_sync_group.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";

type Request = RequestOf<typeof syncGroup>;

/** First version in which the request has to name the protocol, KIP-559. */
const firstProtocolVersion = 5;

/**
 * SyncGroup v0-5: returns a member's part of the leader's assignment.
 *
 * A follower's request waits for the leader's request. In a stable group a member gets the same
 * part again.
 *
 * v3 adds static members (KIP-345), v4 compact lengths, and v5 the protocol, which must be that of
 * the group.
 */
export const syncGroupHandler: ApiHandler<Request, ResponseOf<typeof syncGroup>> = {
  api: syncGroup,
  minVersion: 0,
  maxVersion: 5,
  async handle(request, context): LaterAnswer<typeof syncGroup> {
    const { protocolType, protocolName } = request;
    const nameless = protocolType === null || protocolName === null;
    if (context.apiVersion >= firstProtocolVersion && nameless) {
      return { errorCode: errorCodes.INCONSISTENT_GROUP_PROTOCOL };
    }
    const syncing = context.services.groups.sync(request.groupId, {
      memberId: request.memberId,
      instanceId: request.groupInstanceId,
      generation: request.generationId,
      protocolType,
      protocolName,
      // The bytes are a view of the request's frame, and the assignments outlive the frame.
      assignments: request.assignments.map(({ memberId, assignment }) => ({
        memberId,
        assignment: assignment.slice(),
      })),
    }, context.signal);
    const reply = await context.work.await(syncing);
    return {
      errorCode: errorCodes[reply.error],
      protocolType: reply.protocolType,
      protocolName: reply.protocolName,
      assignment: reply.assignment,
    };
  },
};
