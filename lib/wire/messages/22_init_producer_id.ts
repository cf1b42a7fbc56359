import { int16, int32, int64, nullableString } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Assigns a producer the id and epoch of its sequence numbers.
 *
 * Version 3 lets a producer raise the epoch of its id (KIP-360), 4 may answer
 * PRODUCER_FENCED.
 */
export const initProducerId = api({
  key: 22,
  name: "InitProducerId",
  versions: [0, 5],
  flexibleSince: 2,
  request: {
    transactionalId: nullableString(),
    transactionTimeoutMs: int32(),
    producerId: int64({ since: 3, default: -1n }),
    producerEpoch: int16({ since: 3, default: -1 }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    producerId: int64({ default: -1n }),
    producerEpoch: int16(),
  },
});
