import { listTransactions } from "../../wire/messages/66_list_transactions.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/** The states of a transaction in Kafka. */
const states: ReadonlySet<string> = new Set([
  ...["Empty", "Ongoing", "PrepareCommit", "PrepareAbort", "CompleteCommit", "CompleteAbort"],
  ...["Dead", "PrepareEpochFence"],
]);

/**
 * ListTransactions v0-2: an empty list, because this broker has no transactions.
 *
 * v1 filters by duration, v2 by a pattern of the id. The pattern is ignored, because Java's regular
 * expressions differ from JavaScript's.
 *
 * @see KIP-664, KIP-994, KIP-1152
 */
export const listTransactionsHandler: ApiHandler<
  RequestOf<typeof listTransactions>,
  ResponseOf<typeof listTransactions>
> = {
  api: listTransactions,
  minVersion: 0,
  maxVersion: 2,
  handle(request): Answer<typeof listTransactions> {
    const unknown = new Set(request.stateFilters.filter((state) => !states.has(state)));
    return { unknownStateFilters: [...unknown] };
  },
};
