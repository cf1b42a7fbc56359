import { errorCodes } from "../../wire/errors.ts";
import { fetch } from "../../wire/messages/01_fetch.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Lane } from "../connection/connection_registry.ts";
import type { LogBounds, PartitionCursor } from "./partition_cursor.ts";
import type { Isolation } from "./read_target.ts";

/** What a leader answered for one partition. */
export type FetchAnswer = ResponseOf<
  typeof fetch
>["responses"][number]["partitions"][number];

/** The cursors of one Fetch, each with its answer, if the leader gave one, and its error code. */
export type FetchAnswers = readonly (readonly [
  PartitionCursor,
  answer: FetchAnswer | null,
  errorCode: number,
])[];

/** Sizes and times of a Fetch. */
export interface FetchLimits {
  readonly isolation: Isolation;
  /** How long the broker may wait for the first byte. */
  readonly maxWaitMs: number;
  /** Most bytes of one answer; a single batch may exceed it. */
  readonly maxBytes: number;
  /** Most bytes of one partition in an answer; a single batch may exceed it. */
  readonly maxPartitionBytes: number;
  /** The connection used; `fetch` when left out. */
  readonly lane?: Lane;
}

/**
 * The Fetch request for all cursors of one leader, in their order; without a session.
 *
 * Topics carry their name and their id; each version takes the one that it has a place for.
 */
export function fetchBody(
  cursors: readonly PartitionCursor[],
  limits: FetchLimits,
): Input<RequestOf<typeof fetch>> {
  // A topic that was recreated has two ids while some cursors have not been told of it.
  const topics = Map.groupBy(cursors, ({ topic, topicId }) => `${topic}/${topicId}`);
  return {
    maxWaitMs: limits.maxWaitMs,
    minBytes: 1,
    maxBytes: limits.maxBytes,
    isolationLevel: limits.isolation === "committed" ? 1 : 0,
    topics: [...topics.values()].map((members) => ({
      topic: members[0]!.topic,
      ...(members[0]!.topicId === null ? {} : { topicId: members[0]!.topicId }),
      partitions: members.map(({ partition, leaderEpoch, position }) => ({
        partition,
        ...(leaderEpoch === null ? {} : { currentLeaderEpoch: leaderEpoch }),
        fetchOffset: position,
        partitionMaxBytes: limits.maxPartitionBytes,
      })),
    })),
  };
}

/**
 * Gives each cursor its answer. Those that the leader left out get the error of the whole answer:
 * since version 13 that is how a request fails. Without one they count as unknown partitions.
 */
export function pairAnswers(
  cursors: readonly PartitionCursor[],
  response: ResponseOf<typeof fetch>,
): FetchAnswers {
  const answers = new Map<string, FetchAnswer>();
  for (const { topic, topicId, partitions } of response.responses) {
    for (const answer of partitions) {
      // Exactly one of the two is in the answer; the other is empty or zeros.
      answers.set(`${topic}/${answer.partitionIndex}`, answer);
      answers.set(`${topicId}/${answer.partitionIndex}`, answer);
    }
  }
  const { errorCode } = response;
  const left = errorCode === errorCodes.NONE ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION : errorCode;
  return cursors.map((cursor) => {
    const { topic, topicId, partition } = cursor;
    const answer = answers.get(`${topic}/${partition}`) ?? answers.get(`${topicId}/${partition}`);
    return [cursor, answer ?? null, answer?.errorCode ?? left];
  });
}

/** The bounds of a partition, as an answer tells them. */
export function boundsOf(
  { logStartOffset, lastStableOffset, highWatermark }: FetchAnswer,
): LogBounds {
  const isStableKnown = lastStableOffset >= 0n;
  const stable = isStableKnown ? lastStableOffset : highWatermark;
  return { logStartOffset, highWatermark, lastStableOffset: stable };
}
