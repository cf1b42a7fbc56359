import {
  describeTransactions as describeApi,
} from "../../wire/messages/65_describe_transactions.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import type { TopicPartition } from "../admin/per_leader.ts";
import type { KafkaClient } from "../client.ts";
import { askCoordinators, type GroupResult } from "../groups/coordinators.ts";
import { toKafkaError } from "../kafka_error.ts";

/** A transactional id and its transaction, as its coordinator describes it. */
export interface TransactionDescription {
  readonly transactionalId: string;
  /** Node id of the coordinator. */
  readonly coordinator: number;
  readonly state: string;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  /** After this time, the coordinator aborts an open transaction. */
  readonly timeoutMs: number;
  /** Milliseconds since the epoch; null if no transaction has begun. */
  readonly startTimeMs: number | null;
  /** The partitions that belong to the transaction. */
  readonly partitions: readonly TopicPartition[];
}

/** The result for one transactional id, which is in the field `group`. */
export type TransactionResult = GroupResult<TransactionDescription>;

/**
 * Asks the coordinators about transactional ids; results are in their order. The error of an id
 * that does not exist is `TRANSACTIONAL_ID_NOT_FOUND`.
 *
 * @throws {UnsupportedApiError} If a coordinator is older than Kafka 3.0.
 */
export async function describeTransactions(
  client: KafkaClient,
  transactionalIds: readonly string[],
  options: AdminOptions = {},
): Promise<TransactionResult[]> {
  return await askCoordinators<TransactionDescription>(client, {
    groups: transactionalIds,
    kind: "transactional id",
    ask: async (node, ids) => {
      const body = { transactionalIds: [...ids] };
      const answer = await client.request(describeApi, body, { ...options, node });
      return answer.transactionStates.map(({ transactionalId, errorCode, ...state }) => ({
        group: transactionalId,
        value: {
          transactionalId,
          coordinator: node,
          state: state.transactionState,
          producerId: state.producerId,
          producerEpoch: state.producerEpoch,
          timeoutMs: state.transactionTimeoutMs,
          startTimeMs: state.transactionStartTimeMs < 0n
            ? null
            : Number(state.transactionStartTimeMs),
          partitions: state.topics.flatMap(({ topic, partitions }) =>
            partitions.map((partition) => ({ topic, partition }))
          ),
        },
        error: toKafkaError(errorCode, null, { api: describeApi, transactionalId }),
      }));
    },
  }, options);
}
