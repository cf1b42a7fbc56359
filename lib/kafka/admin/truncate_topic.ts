import { errorCodes } from "../../wire/errors.ts";
import type { KafkaClient } from "../client.ts";
import type { KafkaError } from "../kafka_error.ts";
import type { AdminOptions } from "./admin_options.ts";
import { deleteRecords, type DeletionResult } from "./delete_records.ts";
import type { ResetPlan } from "./reset_plan.ts";

/**
 * Empties a topic in place: its offsets go on where they are. Results are by partition.
 *
 * Records that arrive meanwhile may stay. `timeoutMs` is for each request, 30 s when left out.
 *
 * @throws {KafkaError} When the topic is compacted only, whose records Kafka deletes by key alone.
 * @throws {UnsupportedApiError} When a broker is older than Kafka 0.11.
 */
export async function truncateTopic(
  client: KafkaClient,
  { spec: { name }, extents }: ResetPlan,
  options: AdminOptions = {},
): Promise<DeletionResult[]> {
  const results = await deleteRecords(
    client,
    extents.map(({ partition }) => ({ topic: name, partition, before: "high-watermark" as const })),
    options,
  );
  const refusal = results.find(({ error }) => error?.code === errorCodes.POLICY_VIOLATION)?.error;
  if (refusal) throw explain(refusal, name);
  return results;
}

function explain(refusal: KafkaError, name: string): KafkaError {
  return refusal.during(
    `truncate topic "${name}"`,
    "Kafka deletes records in place only if cleanup.policy includes delete; reset without " +
      "--keep-offsets, or set it to compact,delete first",
  );
}
