import { FailedError } from "../errors.ts";
import type { TopicMetadata } from "../kafka/metadata.ts";
import type { ReadTarget } from "../kafka/reader/read_target.ts";
import type { CopyRange } from "./copy_position.ts";
import type { CopyState, HeaderIdentity, TopicIdentity } from "./copy_state.ts";
import type { OffsetRanges } from "./offset_ranges.ts";

/** The two ends of a copy. */
export interface CopyEnds {
  readonly source: TopicIdentity;
  readonly target: TopicIdentity | HeaderIdentity;
}

/**
 * Checks that a saved state is one of the same copy: the same topics of the same clusters, and no
 * topic recreated since.
 *
 * @param place What contains the state, for errors.
 * @throws {FailedError} If it is not.
 */
export function checkSameCopy(state: CopyState, ends: CopyEnds, place: string): void {
  const problem = differenceOf("source", state.source, ends.source) ??
    differenceOf("target", state.target, ends.target);
  if (problem === null) return;
  throw new FailedError(`Cannot resume from ${JSON.stringify(place)}: ${problem}`);
}

type Identity = TopicIdentity | HeaderIdentity;

function differenceOf(end: string, saved: Identity, now: Identity): string | null {
  if (nameOf(saved) !== nameOf(now)) {
    return `it is about the ${end} ${nameOf(saved)}, not ${nameOf(now)}`;
  }
  if (saved.cluster !== now.cluster) return `its ${end} is in another cluster`;
  const [savedId, nowId] = [saved, now].map((each) => "topicId" in each ? each.topicId : null);
  const isOther = savedId !== nowId && savedId !== null && nowId !== null;
  return isOther ? `${nameOf(now)} was deleted and recreated since` : null;
}

function nameOf(end: Identity): string {
  return "topic" in end
    ? `topic ${JSON.stringify(end.topic)}`
    : `header ${JSON.stringify(end.header)}`;
}

/**
 * Returns the ranges to copy. A copy that is not finished continues to the ends that it had. A
 * finished one continues with what the topic has got since, up to the ends of `found`; a topic that
 * was copied to itself has nothing but the copies.
 *
 * @param found The ranges that a new copy would have.
 */
export function resumedRanges(
  { partitions, source, target }: CopyState,
  found: readonly CopyRange[],
): CopyRange[] {
  const saved = [...partitions].map(([partition, { next, stop }]) => ({
    partition,
    start: next,
    stop,
  }));
  const open = saved.filter(({ start, stop }) => start < stop);
  const isToItself = "topic" in target && target.topic === source.topic &&
    target.cluster === source.cluster;
  if (open.length > 0 || isToItself) return open;
  return found
    .map(({ partition, start, stop }) => ({
      partition,
      start: partitions.get(partition)?.next ?? start,
      stop,
    }))
    .filter(({ start, stop }) => start < stop);
}

/** The ranges of records that failed, in rounds of at most one range for each partition. */
export function failedRounds(failed: OffsetRanges): CopyRange[][] {
  const rounds: CopyRange[][] = [];
  for (const [partition, spans] of failed.entries()) {
    for (const [index, { first, last }] of spans.entries()) {
      (rounds[index] ??= []).push({ partition, start: first, stop: last + 1n });
    }
  }
  return rounds;
}

/** Returns what to read for ranges of a topic. */
export function readTargets(topic: TopicMetadata, ranges: readonly CopyRange[]): ReadTarget[] {
  return ranges.map(({ partition, start, stop }) => {
    const found = topic.partitions.find((each) => each.partition === partition);
    const leader = found?.leader ?? null;
    return {
      topic: topic.name,
      topicId: topic.topicId,
      partition,
      start,
      stop,
      ...(leader === null ? {} : { leader: { id: leader, epoch: found!.leaderEpoch } }),
    };
  });
}
