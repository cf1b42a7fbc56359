import { FailedError } from "../../lib/errors.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { KafkaError } from "../../lib/kafka/kafka_error.ts";
import {
  type RangeTarget,
  resolveRange,
  type ResolveRangeOptions,
} from "../../lib/kafka/offsets/resolve_range.ts";
import { errorCodes } from "../../lib/wire/errors.ts";

/**
 * Returns the offsets at which to start and stop in each partition.
 *
 * @throws {FailedError} If a topic does not exist; the hint has the nearest names.
 */
export async function consumeTargets(
  client: KafkaClient,
  options: ResolveRangeOptions,
): Promise<RangeTarget[]> {
  try {
    return await resolveRange(client, options);
  } catch (cause) {
    if (!(cause instanceof KafkaError) || cause.code !== errorCodes.UNKNOWN_TOPIC_OR_PARTITION) {
      throw cause;
    }
    const missing = await missingTopicError(client, options, cause);
    throw missing ?? cause;
  }
}

/** Returns the error for the first of the topics that does not exist; null if all do. */
export async function missingTopicError(
  client: KafkaClient,
  { topics: names, signal }: Pick<ResolveRangeOptions, "topics" | "signal">,
  cause?: KafkaError,
): Promise<FailedError | null> {
  const { topics } = await client.metadata({ topics: "all", ...(signal && { signal }) });
  const missing = names.find((name) => !topics.has(name));
  if (missing === undefined) return null;
  const { missingTopicHint } =
    await (import("../../lib/kafka/missing_topic_hint.ts" as string) as Promise<
      typeof import("../../lib/kafka/missing_topic_hint.ts")
    >);
  return new FailedError(`Cannot read topic "${missing}": there is no such topic`, {
    hint: missingTopicHint(missing, topics.keys()),
    cause,
  });
}
