import { errorCodes } from "../../wire/errors.ts";
import { delay } from "../../async/delay.ts";
import { backoffMs } from "../backoff.ts";
import type { KafkaClient } from "../client.ts";
import { ConnectionLostError } from "../connection/connection_error.ts";
import { KafkaError } from "../kafka_error.ts";
import { never } from "../never.ts";
import type { AdminOptions } from "./admin_options.ts";
import { awaitTopicsGone, awaitTopicsReady } from "./await_topics.ts";
import { createTopics } from "./create_topics.ts";
import { deleteTopics } from "./delete_topics.ts";
import type { FullTopicSpec, ResetPlan } from "./reset_plan.ts";
import { TopicLostError } from "./topic_lost_error.ts";
import { type ResetReport, verifyReset } from "./verify_reset.ts";

/** What a reset is doing now. */
export type ResetStep =
  | "checking"
  | "deleting"
  | "awaiting-deletion"
  | "creating"
  | "awaiting-leaders"
  | "verifying";

/** How to reset a topic. */
export interface ResetOptions extends AdminOptions {
  readonly onProgress?: (step: ResetStep) => void;
}

/** About 12 s of pauses: clusters with ZooKeeper free a name some time after the brokers forget. */
const maxCreateAttempts = 16;

/**
 * Empties a topic by deleting it and creating it again as the plan says; its offsets begin at 0.
 *
 * Returns once every broker knows the new topic, each partition has a leader, and the new topic has
 * been compared with the plan. `timeoutMs` is for each step, 30 s when left out.
 *
 * An abort after the deletion began ends with a {@link TopicLostError} too, since the topic may be
 * away by then.
 *
 * @throws {KafkaError} When the broker refuses to delete it, or would not create it again; nothing
 * has changed then.
 * @throws {TopicLostError} When it is deleted, or may be, and could not be created again; carries
 * the command that does.
 * @throws {FailedError} When the new topic differs from the plan.
 */
export async function resetTopic(
  client: KafkaClient,
  plan: ResetPlan,
  options: ResetOptions = {},
): Promise<ResetReport> {
  const { spec } = plan;
  const { onProgress } = options;
  onProgress?.("checking");
  await checkCreation(client, spec, options);
  onProgress?.("deleting");
  const refusal = await deleteSurely(client, spec, options);
  if (refusal !== null) throw refusal.during(`delete topic "${spec.name}"`);
  await lostOnFailure(spec, async () => {
    onProgress?.("awaiting-deletion");
    const topicIds = new Map([[spec.name, plan.topicId]]);
    await awaitTopicsGone(client, [spec.name], { ...options, topicIds });
    onProgress?.("creating");
    await create(client, spec, options);
  });
  onProgress?.("awaiting-leaders");
  await awaitTopicsReady(client, [spec.name], options);
  onProgress?.("verifying");
  return await verifyReset(client, plan, options);
}

/**
 * Has the cluster check that it would create such a topic, while the old one is still there: it
 * would not with fewer brokers than replicas, or under a policy that came later.
 */
async function checkCreation(
  client: KafkaClient,
  spec: FullTopicSpec,
  options: AdminOptions,
): Promise<void> {
  const trial = { ...spec, name: `wah-reset-check-${crypto.randomUUID()}` };
  const [result] = await createTopics(client, [trial], { ...options, validateOnly: true });
  const { error } = result!;
  // Not to be allowed this name says nothing about the real one.
  if (error === null || error.code === errorCodes.TOPIC_AUTHORIZATION_FAILED) return;
  throw error.during(
    `reset topic "${spec.name}"`,
    "Nothing was changed; the cluster would not recreate the topic as it is",
  );
}

/** Deletes the topic; a refusal is returned. When no answer comes it is asked a second time. */
async function deleteSurely(
  client: KafkaClient,
  spec: FullTopicSpec,
  options: AdminOptions,
): Promise<KafkaError | null> {
  try {
    return (await deleteTopics(client, [spec.name], options))[0]!.error;
  } catch (error) {
    if (options.signal?.aborted) throw new TopicLostError(spec, wordsOf(error), error);
    if (!(error instanceof ConnectionLostError) || error.isUnsent) throw error;
  }
  const [again] = await lostOnFailure(spec, () => deleteTopics(client, [spec.name], options));
  // The first request got through after all.
  return again!.error?.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION ? null : again!.error;
}

async function create(
  client: KafkaClient,
  spec: FullTopicSpec,
  options: AdminOptions,
): Promise<void> {
  let wasLost = false;
  for (let attempt = 1;; attempt++) {
    const refusal = await createOnce(client, spec, options);
    if (refusal === null) return;
    const isTaken = !(refusal instanceof ConnectionLostError) &&
      refusal.code === errorCodes.TOPIC_ALREADY_EXISTS;
    // Our own earlier request got through; verifying will tell.
    if (isTaken && wasLost) return;
    wasLost ||= refusal instanceof ConnectionLostError && !refusal.isUnsent;
    if (!isTaken && !refusal.retriable) throw refusal;
    if (attempt === maxCreateAttempts) {
      const found = "another client has created it since; delete it first";
      throw isTaken ? new TopicLostError(spec, found, refusal) : refusal;
    }
    await delay(backoffMs(attempt), options.signal ?? never);
  }
}

async function createOnce(
  client: KafkaClient,
  spec: FullTopicSpec,
  options: AdminOptions,
): Promise<KafkaError | ConnectionLostError | null> {
  try {
    return (await createTopics(client, [spec], options))[0]!.error;
  } catch (error) {
    if (error instanceof ConnectionLostError) return error;
    throw error;
  }
}

/** From the deletion on, whatever goes wrong has to say how to get the topic back. */
async function lostOnFailure<T>(spec: FullTopicSpec, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof TopicLostError) throw error;
    throw new TopicLostError(spec, wordsOf(error), error);
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof KafkaError) return error.reason;
  return error instanceof Error ? error.message : String(error);
}
