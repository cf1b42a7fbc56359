import { array, int16, int32, int64, nullableString, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Returns the transactions of a coordinator, KIP-664.
 *
 * Version 1 can filter by duration (KIP-994), 2 by a pattern of the transactional id (KIP-1152).
 */
export const listTransactions = api({
  key: 66,
  name: "ListTransactions",
  versions: [0, 2],
  flexibleSince: 0,
  request: {
    stateFilters: array(string()),
    producerIdFilters: array(int64()),
    durationFilter: int64({ since: 1, default: -1n }),
    transactionalIdPattern: nullableString({ since: 2 }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    unknownStateFilters: array(string()),
    transactionStates: array({
      transactionalId: string(),
      producerId: int64(),
      transactionState: string(),
    }),
  },
});
