import { errorCodes } from "../../wire/errors.ts";
import { heartbeat } from "../../wire/messages/12_heartbeat.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/**
 * Heartbeat v0-4: keeps a member's session alive, and tells it if a rebalance has started.
 *
 * v3 has static members (KIP-345), v4 compact lengths.
 */
export const heartbeatHandler: ApiHandler<
  RequestOf<typeof heartbeat>,
  ResponseOf<typeof heartbeat>
> = {
  api: heartbeat,
  minVersion: 0,
  maxVersion: 4,
  handle(request, { services }): Answer<typeof heartbeat> {
    const error = services.groups.heartbeat(request.groupId, {
      memberId: request.memberId,
      instanceId: request.groupInstanceId,
      generation: request.generationId,
    });
    return { errorCode: errorCodes[error] };
  },
};
