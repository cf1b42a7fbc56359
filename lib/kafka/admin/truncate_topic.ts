import type { KafkaClient } from "../client.ts";
import type { AdminOptions } from "./admin_options.ts";
import { deleteRecords, type DeletionResult } from "./delete_records.ts";
import type { ResetPlan } from "./reset_plan.ts";

/**
 * Deletes all records of a topic in place, so that its offsets continue. Returns one result per
 * partition.
 *
 * Records that arrive in the meantime may stay. A topic whose only cleanup policy is compaction
 * gets the error POLICY_VIOLATION, because Kafka deletes its records only by key. `timeoutMs` is
 * the limit for each request. Default: 30 s.
 *
 * @throws {UnsupportedApiError} If a broker is older than Kafka 0.11.
 */
export async function truncateTopic(
  client: KafkaClient,
  { spec: { name }, extents }: ResetPlan,
  options: AdminOptions = {},
): Promise<DeletionResult[]> {
  return await deleteRecords(
    client,
    extents.map(({ partition }) => ({ topic: name, partition, before: "high-watermark" as const })),
    options,
  );
}
