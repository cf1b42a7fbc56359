import { produce } from "../../wire/messages/00_produce.ts";
import { describeErrorCode, errorCodes } from "../../wire/errors.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import { KafkaError, toKafkaError } from "../kafka_error.ts";
import type { ProduceRefusal } from "./partition_queue.ts";
import type { ProducerBatch } from "./producer_batch.ts";
import type { PartitionSlot } from "./topic_route.ts";

/** A leader's answer for one partition. */
export type ProduceAnswer = ResponseOf<
  typeof produce
>["responses"][number]["partitionResponses"][number];

/** The part of a request for one partition. */
export interface Shipment {
  readonly slot: PartitionSlot;
  readonly topicId: string | null;
  readonly batch: ProducerBatch;
}

/** How long a leader waits for its replicas before it answers REQUEST_TIMED_OUT. */
const replicationTimeoutMs = 10_000;

/** Extra time for the response after the leader's own limit. */
const answerMarginMs = 5_000;
/** Minimum timeout: after a shorter one, the batch would always be in doubt. */
const minAnswerTimeoutMs = 1_000;
/** Minimum speed of the connection, 64 KB/s: on a slower one, requests may time out. */
const minBytesPerMs = 64;

/**
 * Which acknowledgment a producer waits for: that of `all` in-sync replicas, of the `leader`, or
 * `none`, so that a lost record is not noticed.
 */
export type Acks = "all" | "leader" | "none";

const acksCodes = { all: -1, leader: 1, none: 0 } as const;

/** Returns the Produce request for one leader. Topics have name and id; a version encodes one. */
export function produceBody(
  shipments: readonly Shipment[],
  acks: Acks,
): Input<RequestOf<typeof produce>> {
  const topics = Map.groupBy(shipments, ({ slot }) => slot.queue.topic);
  return {
    transactionalId: null,
    acks: acksCodes[acks],
    timeoutMs: replicationTimeoutMs,
    topicData: [...topics].map(([name, members]) => ({
      name,
      ...(members[0]!.topicId === null ? {} : { topicId: members[0]!.topicId }),
      partitionData: members.map(({ slot, batch }) => ({
        index: slot.queue.partition,
        records: batch.bytes,
      })),
    })),
  };
}

/**
 * Returns how long to wait for the response: longer for more bytes, because the leader must receive
 * them first, but not longer than the records' deadline, because a dead connection shows only by
 * this timeout.
 */
export function answerTimeoutMs(shipments: readonly Shipment[], nowMs: number): number {
  let sizeBytes = 0;
  let deadlineMs = -Infinity;
  for (const { batch } of shipments) {
    sizeBytes += batch.bytes.byteLength;
    deadlineMs = Math.max(deadlineMs, batch.lastDeadlineMs);
  }
  const remainingMs = Math.max(deadlineMs - nowMs, minAnswerTimeoutMs);
  return Math.min(remainingMs, replicationTimeoutMs + answerMarginMs + sizeBytes / minBytesPerMs);
}

/** Returns the answer to each shipment; `null` if the response omits it. */
export function pairAnswers(
  shipments: readonly Shipment[],
  response: ResponseOf<typeof produce>,
): (ProduceAnswer | null)[] {
  const answers = new Map<string, ProduceAnswer>();
  for (const { name, topicId, partitionResponses } of response.responses) {
    for (const answer of partitionResponses) {
      // The response has exactly one of the two; the other is empty or zeros.
      answers.set(`${name}/${answer.index}`, answer);
      answers.set(`${topicId}/${answer.index}`, answer);
    }
  }
  return shipments.map(({ slot: { queue }, topicId }) =>
    answers.get(`${queue.topic}/${queue.partition}`) ??
      answers.get(`${topicId}/${queue.partition}`) ?? null
  );
}

/** Returns the error in the answer, with a message for the records of the batch. */
export function refusalOf(
  answer: ProduceAnswer,
  batch: ProducerBatch,
  topic: string,
): ProduceRefusal {
  const { errorCode: code, errorMessage } = answer;
  const cause = toKafkaError(code, errorMessage, { api: produce, topic }) ?? new KafkaError(code);
  const isTooLarge = code === errorCodes.MESSAGE_TOO_LARGE && batch.count === 1;
  const size = batch.bytes.byteLength;
  const rejected = isTooLarge ? `the broker rejected its batch of ${size} bytes: ` : "";
  return {
    code,
    retriable: describeErrorCode(code).retriable,
    found: `${rejected}${cause.reason} (${cause.codeName})`,
    cause,
    records: answer.recordErrors.map(({ batchIndex, batchIndexErrorMessage }) => ({
      index: batchIndex,
      found: batchIndexErrorMessage === null
        ? null
        : `${batchIndexErrorMessage.replace(/\.$/, "")} (${cause.codeName})`,
    })),
  };
}
