import { int16, int32, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Keeps a member of a consumer group alive.
 *
 * Version 1 adds the throttle time, 3 static members (KIP-345).
 */
export const heartbeat = api({
  key: 12,
  name: "Heartbeat",
  versions: [0, 4],
  flexibleSince: 4,
  request: {
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: nullableString({ since: 3 }),
  },
  response: {
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    errorCode: int16(),
  },
});
