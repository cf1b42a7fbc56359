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
/** A broker that is dying must not use up the whole time. */
const askTimeoutMs = 5_000;

/** How to wait until topics are gone. */
export interface AwaitGoneOptions extends AdminOptions {
  /** Ids of the deleted topics: a topic of the same name with another id is a new one. */
  readonly topicIds?: ReadonlyMap<string, string | null>;
}

/**
 * Waits until every broker that can be reached has forgotten these topics; at most 30 s when
 * `timeoutMs` is left out.
 *
 * @throws {FailedError} When the time is over; says which broker still lists what.
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
 * Waits until every broker that can be reached says that each partition of these topics has a
 * leader; at most 30 s when `timeoutMs` is left out.
 *
 * @throws {FailedError} When the time is over; says what is missing where.
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

/** What a broker's view of a topic lacks, to follow the topic's name; null for nothing. */
type Judge = (topic: TopicMetadata | undefined) => string | null;

async function awaitAgreement(
  client: KafkaClient,
  names: readonly string[],
  { signal, timeoutMs = defaultTimeoutMs }: AdminOptions,
  judge: Judge,
): Promise<void> {
  const over = new AbortController();
  const cancel = after(timeoutMs, () => over.abort());
  const until = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  let lacking: string | null = "";
  try {
    // However short the time is, each broker is asked once.
    lacking = await lackNow(client, names, judge, signal ?? never);
    for (let round = 1; lacking !== null; round++) {
      await delay(backoffMs(round), until);
      lacking = await lackNow(client, names, judge, until);
    }
  } catch (error) {
    if (!over.signal.aborted || signal?.aborted) throw error;
    throw new FailedError(
      `Cannot confirm that all brokers agree within ${timeoutMs / 1000} s: ${lacking}`,
      { hint: "The brokers may still catch up; check again later" },
    );
  } finally {
    cancel();
  }
}

/** While no broker can be reached at all, that is what is lacking: one may be restarting. */
async function lackNow(
  client: KafkaClient,
  names: readonly string[],
  judge: Judge,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return await firstLack(client, names, judge, signal);
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error;
    return "no broker is reachable";
  }
}

async function firstLack(
  client: KafkaClient,
  names: readonly string[],
  judge: Judge,
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
      const lack = judge(result.value.topics.get(name));
      if (lack !== null) return `topic "${name}" ${lack} on broker ${nodes[index]!.id}`;
    }
  }
  return seen > 0 ? null : "no broker is reachable at its advertised address";
}

/** What one broker knows, unless it cannot be reached or goes away before it answers. */
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
