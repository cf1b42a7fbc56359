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

/** The current step of a reset. */
export type ResetStep =
  | "checking"
  | "deleting"
  | "awaiting-deletion"
  | "creating"
  | "awaiting-leaders"
  | "verifying";

/** Options of {@link resetTopic}. */
export interface ResetOptions extends AdminOptions {
  readonly onProgress?: (step: ResetStep) => void;
}

/** About 12 s of pauses: with ZooKeeper, a name is free only some time after the deletion. */
const maxCreateAttempts = 16;

/**
 * Empties a topic by deleting and recreating it according to the plan. Its offsets restart at 0.
 *
 * Resolves once every broker knows the new topic, each partition has a leader, and the new topic
 * matches the plan. `timeoutMs` is the limit for each step. Default: 30 s.
 *
 * @throws {KafkaError} If the broker rejects the deletion, or would not recreate the topic; nothing
 * has changed then.
 * @throws {TopicLostError} If the topic is or may be deleted and was not recreated, also if the
 * signal aborts after the deletion began. It has the topic's settings.
 * @throws {ResetMismatchError} If the new topic differs from the plan.
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
  const refusal = await deleteWithRetry(client, spec, options);
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
 * Lets the cluster validate the topic's settings before the old topic is deleted: there may be
 * fewer brokers than replicas, or a newer policy.
 */
async function checkCreation(
  client: KafkaClient,
  spec: FullTopicSpec,
  options: AdminOptions,
): Promise<void> {
  const validate = async (name: string): Promise<KafkaError | null> => {
    const trial = { ...spec, name };
    return (await createTopics(client, [trial], { ...options, validateOnly: true }))[0]!.error;
  };
  let error = await validate(`wah-reset-check-${crypto.randomUUID()}`);
  if (error?.code === errorCodes.TOPIC_AUTHORIZATION_FAILED) {
    // The client may be allowed to create only the real name. Kafka checks that first, and then
    // that the topic exists.
    error = await validate(spec.name);
    if (error?.code === errorCodes.TOPIC_ALREADY_EXISTS) return;
  }
  if (error === null) return;
  throw error.during(
    `reset topic "${spec.name}"`,
    "Nothing was changed; the cluster would not recreate the topic as it is",
  );
}

/** Deletes the topic, with a second attempt if there is no response. Returns the broker's error. */
async function deleteWithRetry(
  client: KafkaClient,
  spec: FullTopicSpec,
  options: AdminOptions,
): Promise<KafkaError | null> {
  try {
    return (await deleteTopics(client, [spec.name], options))[0]!.error;
  } catch (error) {
    if (options.signal?.aborted) throw new TopicLostError(spec, reasonOf(error), error);
    if (!(error instanceof ConnectionLostError) || error.isUnsent) throw error;
  }
  const [again] = await lostOnFailure(spec, () => deleteTopics(client, [spec.name], options));
  // If the topic is unknown now, the first request has deleted it.
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
    // An earlier request without a response has created it; verifyReset() checks that.
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

/** Turns every error after the deletion into a {@link TopicLostError}. */
async function lostOnFailure<T>(spec: FullTopicSpec, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof TopicLostError) throw error;
    throw new TopicLostError(spec, reasonOf(error), error);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof KafkaError) return error.reason;
  return error instanceof Error ? error.message : String(error);
}
