import type { WahError } from "../../lib/errors.ts";
import type { TopicPartition } from "../../lib/kafka/admin/per_leader.ts";
import type { GroupResult } from "../../lib/kafka/groups/coordinators.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import { didYouMean } from "../../lib/text/nearest.ts";
import { failuresByReason } from "../_shared/failures.ts";

/** The error of the transactional ids that failed, a line for each reason; null if none failed. */
export function transactionFailure(
  verb: string,
  results: readonly Pick<GroupResult<unknown>, "group" | "error">[],
  existing: readonly string[] = [],
): WahError | null {
  const refused = results.flatMap(({ group, error }) => error === null ? [] : [{ group, error }]);
  return failuresByReason(refused, ({ group, error }) => ({
    action: `${verb} transaction "${group}"`,
    hint: hintFor(error, group, existing),
  }));
}

/** The error of the partitions that failed, a line for each reason; null if none failed. */
export function partitionFailure(
  action: string,
  failures: readonly (TopicPartition & { readonly error: KafkaError })[],
): WahError | null {
  return failuresByReason(failures, ({ topic, partition }) => (
    { action: `${action} in topic "${topic}" partition ${partition}` }
  ));
}

function hintFor(
  { codeName }: KafkaError,
  id: string,
  existing: readonly string[],
): string | undefined {
  if (codeName !== "TRANSACTIONAL_ID_NOT_FOUND") return undefined;
  return didYouMean(id, existing) ?? "List the transactions: wah txn list";
}
