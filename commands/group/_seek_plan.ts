import { FailedError, UsageError } from "../../lib/errors.ts";
import { listOffsets, type OffsetQuery } from "../../lib/kafka/admin/list_offsets.ts";
import { partitionKey, type TopicPartition } from "../../lib/kafka/admin/per_leader.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import {
  type CommittedOffset,
  committedOffsets,
} from "../../lib/kafka/groups/committed_offsets.ts";
import { type PartitionLag, partitionLags } from "../../lib/kafka/groups/group_lag.ts";
import { groupError } from "./_errors.ts";
import { isChosen, type PartitionChoice } from "../_shared/partition_choice.ts";
import { parseOffsetFile, type SeekTarget } from "./_seek_target.ts";

/** One partition whose offset moves. */
export interface SeekStep extends TopicPartition {
  /** Null if the group has committed none. */
  readonly prior: bigint | null;
  readonly next: bigint;
}

/** Options of {@link seekPlan}. */
export interface SeekRequest {
  readonly group: string;
  readonly target: SeekTarget;
  /** Empty for all partitions with a committed offset. */
  readonly choices: readonly PartitionChoice[];
  /** Whether topics are accepted in which the group has committed no offset. */
  readonly allowNewTopics: boolean;
  readonly signal: AbortSignal;
}

/**
 * Computes the new offsets; each is within the log of its partition.
 *
 * @throws {FailedError} If a chosen topic does not exist or is new to the group, or nothing moves.
 */
export async function seekPlan(
  client: KafkaClient,
  lags: readonly PartitionLag[],
  request: SeekRequest,
): Promise<SeekStep[]> {
  const { target } = request;
  const steps = target.kind === "group" || target.kind === "file"
    ? await copiedSteps(client, lags, request, await givenOffsets(client, target, request))
    : await movedSteps(client, await chosenLags(client, lags, request), target, request.signal);
  if (steps.length > 0) return steps;
  throw new FailedError(
    `Cannot move offsets of group "${request.group}": it has committed none there`,
    {
      hint: "Name topics with -t and add --allow-new-topics",
    },
  );
}

/** The partitions to move: committed ones, and all of new topics that are allowed. */
async function chosenLags(
  client: KafkaClient,
  lags: readonly PartitionLag[],
  { choices, allowNewTopics, group, signal }: SeekRequest,
): Promise<PartitionLag[]> {
  const chosen = lags.filter((lag) =>
    isChosen(lag, choices) && (lag.committed !== null || choices.length > 0)
  );
  const names = choices.map(({ topic }) => topic);
  const added = names.filter((topic) => !lags.some((lag) => lag.topic === topic));
  if (added.length === 0) return chosen;
  if (!allowNewTopics) throw newTopic(group, added[0]!);
  const { topics } = await client.metadata({ topics: added, signal });
  const candidates = added.flatMap((name) => {
    const error = topics.get(name)?.error ?? null;
    if (error !== null) throw error.during(`move offsets in topic "${name}"`);
    return topics.get(name)!.partitions.map(({ partition }) => ({ topic: name, partition }));
  });
  const wanted = candidates.filter((candidate) => isChosen(candidate, choices));
  return [...chosen, ...await partitionLags(client, [], wanted, { signal })];
}

function newTopic(group: string, topic: string): FailedError {
  return new FailedError(
    `Cannot move offsets of group "${group}": it has committed none in topic "${topic}"`,
    { hint: "Add --allow-new-topics to commit offsets in it anyway" },
  );
}

async function movedSteps(
  client: KafkaClient,
  lags: readonly PartitionLag[],
  target: Exclude<SeekTarget, { readonly kind: "group" | "file" }>,
  signal: AbortSignal,
): Promise<SeekStep[]> {
  const known = lags.map((lag) => ({ ...lag, ...boundsOf(lag) }));
  const times = target.kind === "time"
    ? await listOffsets(
      client,
      known.map(({ topic, partition }): OffsetQuery => (
        { topic, partition, at: target.timestamp }
      )),
      { signal },
    )
    : [];
  return known.map(({ topic, partition, committed, start, end }, index) => {
    const wanted = target.kind === "start"
      ? start
      : target.kind === "end"
      ? end
      : target.kind === "offset"
      ? target.offset
      : target.kind === "shift"
      ? (committed ?? start) + target.by
      // No record is as late as that.
      : times[index]!.offset ?? end;
    return { topic, partition, prior: committed, next: within(wanted, start, end) };
  });
}

/** @throws {KafkaError} If the bounds of the log are unknown. */
function boundsOf(
  { topic, partition, start, end, error }: PartitionLag,
): { readonly start: bigint; readonly end: bigint } {
  if (start !== null && end !== null) return { start, end };
  throw error!.during(`move the offset of topic "${topic}" partition ${partition}`);
}

function within(offset: bigint, start: bigint, end: bigint): bigint {
  return offset < start ? start : offset > end ? end : offset;
}

async function givenOffsets(
  client: KafkaClient,
  target: Extract<SeekTarget, { readonly kind: "group" | "file" }>,
  { signal }: SeekRequest,
): Promise<readonly CommittedOffset[]> {
  if (target.kind === "file") return parseOffsetFile(await readText(target.path), target.path);
  const [source] = await committedOffsets(client, [target.group], { signal });
  const { group } = target;
  if (source!.error !== null) {
    throw groupError(`read the offsets of group "${group}"`, source!.error, { group });
  }
  if (source!.value.length > 0) return source!.value;
  throw new FailedError(`Cannot read the offsets of group "${group}": it has committed none`);
}

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    const found = cause instanceof Deno.errors.NotFound ? "no such file" : String(cause);
    throw new UsageError(`Cannot read "${path}": ${found}`, { cause });
  }
}

async function copiedSteps(
  client: KafkaClient,
  lags: readonly PartitionLag[],
  { choices, allowNewTopics, group, signal }: SeekRequest,
  given: readonly CommittedOffset[],
): Promise<SeekStep[]> {
  const chosen = given.filter((offset) => isChosen(offset, choices));
  const known = new Set(lags.map(({ topic }) => topic));
  const added = chosen.find(({ topic }) => !known.has(topic));
  if (added !== undefined && !allowNewTopics) throw newTopic(group, added.topic);
  const bounds = await partitionLags(client, [], chosen, { signal });
  const byKey = new Map(bounds.map((lag) => [partitionKey(lag), boundsOf(lag)]));
  const priors = new Map(lags.map((lag) => [partitionKey(lag), lag.committed]));
  return chosen.map(({ topic, partition, offset }) => {
    const key = partitionKey({ topic, partition });
    const { start, end } = byKey.get(key)!;
    return { topic, partition, prior: priors.get(key) ?? null, next: within(offset, start, end) };
  });
}
