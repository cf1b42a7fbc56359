import { errorCodes } from "../../wire/errors.ts";
import { describeTransactions } from "../../wire/messages/65_describe_transactions.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";

/**
 * DescribeTransactions v0: every transactional id is unknown, because this broker has no
 * transactions.
 *
 * @see KIP-664
 */
export const describeTransactionsHandler: ApiHandler<
  RequestOf<typeof describeTransactions>,
  ResponseOf<typeof describeTransactions>
> = {
  api: describeTransactions,
  minVersion: 0,
  maxVersion: 0,
  async handle(request, { work }): LaterAnswer<typeof describeTransactions> {
    // Each is answered, as in Kafka; an answer is about as large as its request.
    const transactionStates = await work.map(request.transactionalIds, (transactionalId) => ({
      transactionalId,
      errorCode: transactionalId === ""
        ? errorCodes.INVALID_REQUEST
        : errorCodes.TRANSACTIONAL_ID_NOT_FOUND,
    }));
    return { transactionStates };
  },
};
