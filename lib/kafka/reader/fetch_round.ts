import { errorCodes } from "../../wire/errors.ts";
import { fetchApi } from "../../wire/messages/01_fetch.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Lane } from "../connection/connection_registry.ts";
import type { LogBounds, PartitionCursor } from "./partition_cursor.ts";
import type { Isolation } from "./read_target.ts";

/** A leader's answer for one partition. */
export type FetchAnswer = ResponseOf<
  typeof fetchApi
>["responses"][number]["partitions"][number];

/** The cursors of one Fetch, each with its answer (null if omitted) and its error code. */
export type FetchAnswers = readonly (readonly [
  PartitionCursor,
  answer: FetchAnswer | null,
  errorCode: number,
])[];

/** Limits of a Fetch. */
export interface FetchLimits {
  readonly isolation: Isolation;
  /** How long the broker may wait for records. */
  readonly maxWaitMs: number;
  /** Maximum size of one response; a single batch may exceed it. */
  readonly maxBytes: number;
  /** Maximum size per partition in a response; a single batch may exceed it. */
  readonly maxPartitionBytes: number;
  /** The connection to use. Default: `fetch`. */
  readonly lane?: Lane;
}

/**
 * Returns the Fetch request for all cursors of one leader, in their order, without a session.
 *
 * Topics have their name and their id; each version encodes one of them.
 */
export function fetchBody(
  cursors: readonly PartitionCursor[],
  limits: FetchLimits,
): Input<RequestOf<typeof fetchApi>> {
  // A recreated topic has two ids until all its cursors have the new one.
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
 * Returns the answer for each cursor. Partitions that the response omits get the error of the whole
 * response, as since version 13, or if it has none, UNKNOWN_TOPIC_OR_PARTITION.
 */
export function pairAnswers(
  cursors: readonly PartitionCursor[],
  response: ResponseOf<typeof fetchApi>,
): FetchAnswers {
  const answers = new Map<string, FetchAnswer>();
  for (const { topic, topicId, partitions } of response.responses) {
    for (const answer of partitions) {
      // The response has exactly one of the two; the other is empty or zeros.
      answers.set(`${topic}/${answer.partitionIndex}`, answer);
      answers.set(`${topicId}/${answer.partitionIndex}`, answer);
    }
  }
  const { errorCode } = response;
  const omitted = errorCode === errorCodes.NONE ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION : errorCode;
  return cursors.map((cursor) => {
    const { topic, topicId, partition } = cursor;
    const answer = answers.get(`${topic}/${partition}`) ?? answers.get(`${topicId}/${partition}`);
    return [cursor, answer ?? null, answer?.errorCode ?? omitted];
  });
}

/** Returns the bounds of a partition's log from an answer. */
export function boundsOf(
  { logStartOffset, lastStableOffset, highWatermark }: FetchAnswer,
): LogBounds {
  const isStableKnown = lastStableOffset >= 0n;
  const stable = isStableKnown ? lastStableOffset : highWatermark;
  return { logStartOffset, highWatermark, lastStableOffset: stable };
}
