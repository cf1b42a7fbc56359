import { listTransactions as listApi } from "../../wire/messages/66_list_transactions.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import type { KafkaClient } from "../client.ts";
import { toKafkaError } from "../kafka_error.ts";
import { settleAll } from "../settle_all.ts";

/** A transactional id as its coordinator lists it. */
export interface TransactionListing {
  readonly transactionalId: string;
  readonly state: string;
  readonly producerId: bigint;
  /** Node id of the coordinator. */
  readonly coordinator: number;
}

/** Options of {@link listTransactions}. */
export interface ListTransactionsOptions extends AdminOptions {
  /** Only transactions of these producers. Default: all. */
  readonly producerIds?: readonly bigint[];
}

/**
 * Lists the transactional ids of all brokers, sorted. Omits those that the client has no right to
 * see.
 *
 * @throws {KafkaError} If a broker rejects the request.
 * @throws {ConnectionLostError} If a broker is unreachable: its transactions would be missing.
 * @throws {UnsupportedApiError} If a broker is older than Kafka 3.0.
 */
export async function listTransactions(
  client: KafkaClient,
  { producerIds = [], ...options }: ListTransactionsOptions = {},
): Promise<TransactionListing[]> {
  const { nodes } = await client.metadata(options);
  const listings = await settleAll(nodes.map(async ({ id }) => {
    const body = { producerIdFilters: [...producerIds] };
    const answer = await client.request(listApi, body, { ...options, node: id });
    const error = toKafkaError(answer.errorCode, null, { api: listApi });
    if (error !== null) throw error.during("list transactions");
    return answer.transactionStates.map(({ transactionalId, producerId, transactionState }) => (
      { transactionalId, state: transactionState, producerId, coordinator: id }
    ));
  }));
  return listings.flat().toSorted((a, b) => a.transactionalId < b.transactionalId ? -1 : 1);
}
