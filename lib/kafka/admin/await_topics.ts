import { FailedError } from "../../errors.ts";
import { errorCodes } from "../../wire/errors.ts";
import { after } from "../../async/timer.ts";
import { delay } from "../../async/delay.ts";
import { backoffMs } from "../backoff.ts";
import type { KafkaClient } from "../client.ts";
import { ConnectionLostError } from "../connection/connection_error.ts";
import { isOmission } from "../kafka_error.ts";
import type { ClusterMetadata, Node, TopicMetadata } from "../metadata.ts";
import { never } from "../never.ts";
import type { AdminOptions } from "./admin_options.ts";

const defaultTimeoutMs = 30_000;
/** Limit for one broker, so that a dying one does not use up all the time. */
const askTimeoutMs = 5_000;

/** Options of {@link awaitTopicsGone}. */
export interface AwaitGoneOptions extends AdminOptions {
  /** Ids of the deleted topics: a topic of the same name with another id is a new one. */
  readonly topicIds?: ReadonlyMap<string, string | null>;
}

/**
 * Waits until no reachable broker lists these topics. Default for `timeoutMs`: 30 s.
 *
 * @throws {FailedError} If the time is over; the message names a broker and a topic that it lists.
 */
export async function awaitTopicsGone(
  client: KafkaClient,
  names: readonly string[],
  options: AwaitGoneOptions = {},
): Promise<void> {
  const ids = options.topicIds;
  await awaitAgreement(client, names, options, (topic) => {
    if (topic === undefined || isUnknown(topic)) return null;
    const oldId = ids?.get(topic.name);
    const isAnother = oldId && topic.topicId !== null && topic.topicId !== oldId;
    return isAnother ? null : "still exists";
  });
}

/**
 * Waits until every reachable broker reports a leader for each partition of these topics. Default
 * for `timeoutMs`: 30 s.
 *
 * @throws {FailedError} If the time is over; the message says what is missing on which broker.
 */
export async function awaitTopicsReady(
  client: KafkaClient,
  names: readonly string[],
  options: AdminOptions = {},
): Promise<void> {
  await awaitAgreement(client, names, options, (topic) => {
    if (topic === undefined || isUnknown(topic)) return "does not exist yet";
    if (topic.error !== null) return `is not ready yet: ${topic.error.reason}`;
    if (topic.partitions.length === 0) return "has no partitions yet";
    const leaderless = topic.partitions.find(({ leader }) => leader === null);
    return leaderless === undefined
      ? null
      : `has no leader for partition ${leaderless.partition} yet`;
  });
}

function isUnknown({ error }: TopicMetadata): boolean {
  return error?.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION || isOmission(error);
}

/**
 * Returns what is missing in a broker's view of a topic, to follow its name; null if nothing is.
 */
type MissingCheck = (topic: TopicMetadata | undefined) => string | null;

async function awaitAgreement(
  client: KafkaClient,
  names: readonly string[],
  { signal, timeoutMs = defaultTimeoutMs }: AdminOptions,
  missingIn: MissingCheck,
): Promise<void> {
  const over = new AbortController();
  const cancel = after(timeoutMs, () => over.abort());
  const until = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  let missing: string | null = "";
  try {
    // Ask each broker at least once, even if the time is short.
    missing = await findMissing(client, names, missingIn, signal ?? never);
    for (let round = 1; missing !== null; round++) {
      await delay(backoffMs(round), until);
      missing = await findMissing(client, names, missingIn, until);
    }
  } catch (error) {
    if (!over.signal.aborted || signal?.aborted) throw error;
    throw new FailedError(
      `Cannot confirm that all brokers agree within ${timeoutMs / 1000} s: ${missing}`,
      { hint: "The brokers may still catch up; check again later" },
    );
  } finally {
    cancel();
  }
}

/**
 * Returns what is missing on the first broker; a broker may also be unreachable while it restarts.
 */
async function findMissing(
  client: KafkaClient,
  names: readonly string[],
  missingIn: MissingCheck,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return await firstMissing(client, names, missingIn, signal);
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error;
    return "no broker is reachable";
  }
}

async function firstMissing(
  client: KafkaClient,
  names: readonly string[],
  missingIn: MissingCheck,
  signal: AbortSignal,
): Promise<string | null> {
  const { nodes } = await client.metadata({ signal });
  const views = await Promise.allSettled(nodes.map((node) => view(client, node, names, signal)));
  let seen = 0;
  for (const [index, result] of views.entries()) {
    if (result.status === "rejected") throw result.reason;
    if (result.value === "away") continue;
    if (result.value === "silent") return `broker ${nodes[index]!.id} does not respond`;
    seen++;
    for (const name of names) {
      const missing = missingIn(result.value.topics.get(name));
      if (missing !== null) return `topic "${name}" ${missing} on broker ${nodes[index]!.id}`;
    }
  }
  return seen > 0 ? null : "no broker is reachable at its advertised address";
}

/** The metadata from one broker; "away" if it is unreachable, "silent" if it does not answer. */
async function view(
  client: KafkaClient,
  { id }: Node,
  topics: readonly string[],
  signal: AbortSignal,
): Promise<ClusterMetadata | "away" | "silent"> {
  try {
    return await client.metadata({ topics, node: id, timeoutMs: askTimeoutMs, signal });
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error;
    return error.isUnsent ? "away" : "silent";
  }
}
