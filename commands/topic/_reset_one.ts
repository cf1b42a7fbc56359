import { FailedError, InterruptedError, stopSignalOf } from "../../lib/errors.ts";
import { ResetMismatchError } from "../../lib/kafka/admin/reset_mismatch_error.ts";
import type { ResetPlan } from "../../lib/kafka/admin/reset_plan.ts";
import { type ResetStep, resetTopic } from "../../lib/kafka/admin/reset_topic.ts";
import { TopicLostError } from "../../lib/kafka/admin/topic_lost_error.ts";
import { truncateTopic } from "../../lib/kafka/admin/truncate_topic.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { errorCodes } from "../../lib/wire/errors.ts";
import { createCommand } from "./_create_command.ts";

/**
 * Deletes and recreates one topic.
 *
 * @throws {InterruptedError} If the signal aborts after the topic was deleted; the hint has the
 * command that restores it.
 * @throws As `resetTopic()`, with hints that name commands.
 */
export async function recreateOne(
  client: KafkaClient,
  plan: ResetPlan,
  options: { readonly signal: AbortSignal; readonly onProgress: (step: ResetStep) => void },
): Promise<void> {
  try {
    await resetTopic(client, plan, options);
  } catch (error) {
    throw withHint(error, options.signal);
  }
}

/**
 * Deletes the records of one topic in place.
 *
 * @throws {KafkaError} If the broker rejects it for a partition.
 */
export async function truncateOne(
  client: KafkaClient,
  plan: ResetPlan,
  signal: AbortSignal,
): Promise<void> {
  const results = await truncateTopic(client, plan, { signal });
  const { name } = plan.spec;
  const errors = results.map(({ error }) => error);
  const violation = errors.find((error) => error?.code === errorCodes.POLICY_VIOLATION);
  if (violation) throw compactedError(violation, name);
  const failed = results.find(({ error }) => error !== null);
  if (failed?.error) {
    throw failed.error.during(`truncate partition ${failed.partition} of "${name}"`);
  }
}

function compactedError(violation: KafkaError, topic: string): KafkaError {
  return violation.during(
    `truncate topic "${topic}"`,
    "Kafka deletes records in place only if cleanup.policy includes delete; reset without " +
      "--keep-offsets, or set it to compact,delete first",
  );
}

function withHint(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof ResetMismatchError) {
    const hint = `Show the topic as it is now: wah topic describe ${shellQuote(error.topic)}`;
    return new FailedError(error.message, { cause: error.cause, hint });
  }
  if (!(error instanceof TopicLostError)) return error;
  const hint = `Restore it with: ${createCommand(error.spec)}`;
  const { message, cause } = error;
  if (!signal.aborted) return new FailedError(message, { cause, hint });
  // The exit status is that of the signal.
  return new InterruptedError(message, { cause, hint, signal: stopSignalOf(signal) });
}
