import { errorCodes } from "../../wire/errors.ts";
import { delay } from "../../async/delay.ts";
import { backoffMs } from "../backoff.ts";
import type { KafkaClient } from "../client.ts";
import { ConnectionLostError } from "../connection/connection_error.ts";
import { KafkaError, omissionError } from "../kafka_error.ts";
import { partitionIn, type TopicMetadata } from "../metadata.ts";
import { settleAll } from "../settle_all.ts";

/** About 7 s of pauses; an election takes less, unless a broker stays down. */
const maxRounds = 12;

/** One partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A leader's answer for one item. */
export interface LeaderAnswer<Value> {
  readonly value: Value;
  readonly error: KafkaError | null;
}

/** A request that only the leaders of partitions can answer. */
export interface LeaderQuestion<Item extends TopicPartition, Value> {
  readonly items: readonly Item[];
  /**
   * Asks one leader about items of different partitions; returns answers by {@link partitionKey}.
   */
  readonly ask: (
    leader: number,
    items: readonly Item[],
  ) => Promise<ReadonlyMap<string, LeaderAnswer<Value>>>;
  /** Metadata that the caller has just read; replaces the first metadata request. */
  readonly known?: ReadonlyMap<string, TopicMetadata> | undefined;
  readonly signal: AbortSignal;
}

/** The result for one item: the leader's value, or an error. */
export type Outcome<Value> =
  | { readonly value: Value; readonly error: null }
  | { readonly value: null; readonly error: KafkaError };

/** Returns a string that identifies a partition. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/**
 * Asks all leaders in parallel about their partitions. Outcomes are in the order of the items.
 *
 * If a leader changes, is not elected yet or is unreachable, its items are retried after a pause,
 * up to a limit; then the error is the outcome.
 *
 * @throws Whatever `ask` throws, except a `ConnectionLostError`.
 */
export async function askLeaders<Item extends TopicPartition, Value>(
  client: KafkaClient,
  { items, ask, known, signal }: LeaderQuestion<Item, Value>,
): Promise<Outcome<Value>[]> {
  const outcomes = new Map<Item, Outcome<Value>>();
  for (let round = 1;; round++) {
    const open = items.filter((item) => !isSettled(outcomes.get(item)));
    if (open.length === 0) break;
    const topics = [...new Set(open.map(({ topic }) => topic))];
    const isKnown = round === 1 && known !== undefined;
    const current = isKnown ? known : (await client.metadata({ topics, signal })).topics;
    const answered = [...groupByLeader(current, open, outcomes)]
      .map(([leader, group]) => askLeader(leader, group, ask, outcomes));
    await settleAll(answered);
    const isDone = items.every((item) => isSettled(outcomes.get(item)));
    if (isDone || round === maxRounds) break;
    await delay(backoffMs(round), signal);
  }
  return items.map((item) => outcomes.get(item)!);
}

function isSettled(outcome: Outcome<unknown> | undefined): boolean {
  if (outcome === undefined) return false;
  return outcome.error === null || !outcome.error.retriable ||
    outcome.error.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
}

/** Groups the items by leader. An item without a leader gets an error as its outcome. */
function groupByLeader<Item extends TopicPartition, Value>(
  topics: ReadonlyMap<string, TopicMetadata>,
  items: readonly Item[],
  outcomes: Map<Item, Outcome<Value>>,
): Map<number, Item[]> {
  const groups = new Map<number, Item[]>();
  for (const item of items) {
    const leader = leaderOf(topics, item);
    if (leader instanceof KafkaError) {
      outcomes.set(item, { value: null, error: leader });
    } else {
      const group = groups.get(leader) ?? [];
      groups.set(leader, group);
      group.push(item);
    }
  }
  return groups;
}

function leaderOf(
  topics: ReadonlyMap<string, TopicMetadata>,
  { topic, partition }: TopicPartition,
): number | KafkaError {
  const known = topics.get(topic);
  if (known?.error) return known.error;
  const found = partitionIn(known?.partitions ?? [], partition);
  if (found === undefined) return new KafkaError(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  return found.leader ?? new KafkaError(errorCodes.LEADER_NOT_AVAILABLE);
}

async function askLeader<Item extends TopicPartition, Value>(
  leader: number,
  items: readonly Item[],
  ask: LeaderQuestion<Item, Value>["ask"],
  outcomes: Map<Item, Outcome<Value>>,
): Promise<void> {
  let answers: ReadonlyMap<string, LeaderAnswer<Value>> = new Map();
  let missing = omissionError();
  try {
    answers = await ask(leader, items);
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error;
    missing = new KafkaError(errorCodes.NETWORK_EXCEPTION, error.message, { cause: error });
  }
  for (const item of items) {
    const answer = answers.get(partitionKey(item));
    if (answer === undefined) outcomes.set(item, { value: null, error: missing });
    else if (answer.error === null) outcomes.set(item, { value: answer.value, error: null });
    else outcomes.set(item, { value: null, error: stale(answer.error) });
  }
}

/** Makes the error retriable if the leader does not know a partition that the metadata lists. */
function stale(error: KafkaError): KafkaError {
  return error.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION
    ? new KafkaError(errorCodes.NOT_LEADER_OR_FOLLOWER, error.reason)
    : error;
}
