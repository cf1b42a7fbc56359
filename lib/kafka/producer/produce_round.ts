import { produce } from "../../wire/messages/00_produce.ts";
import { describeErrorCode, errorCodes } from "../../wire/errors.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import { KafkaError } from "../kafka_error.ts";
import type { ProducerBatch, ProduceRefusal } from "./partition_queue.ts";
import type { PartitionSlot } from "./topic_route.ts";

/** What a leader answered for one partition. */
export type ProduceAnswer = ResponseOf<
  typeof produce
>["responses"][number]["partitionResponses"][number];

/** One partition's part of a request. */
export interface Shipment {
  readonly slot: PartitionSlot;
  readonly topicId: string | null;
  readonly batch: ProducerBatch;
}

/** How long a leader may wait for its replicas before it answers REQUEST_TIMED_OUT. */
const replicationTimeoutMs = 10_000;

/** Time beyond the leader's own limit that an answer may take. */
const answerMarginMs = 5_000;
/** What a request gets at least: one that cannot be answered in time only leaves doubt. */
const leastPatienceMs = 1_000;
/** A line that is thinner than this (64 KB/s) may take a request for lost. */
const leastBytesPerMs = 64;

/** `acks` that stands for all in-sync replicas. */
const allReplicas = -1;

/** The Produce request for one leader; topics carry name and id, each version takes one of them. */
export function produceBody(shipments: readonly Shipment[]): Input<RequestOf<typeof produce>> {
  const topics = Map.groupBy(shipments, ({ slot }) => slot.queue.topic);
  return {
    transactionalId: null,
    acks: allReplicas,
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
 * How long to wait for the answer: the bytes have to go over the line before the leader begins. No
 * longer than the records have time, since a dead connection shows by nothing else.
 */
export function patienceMs(shipments: readonly Shipment[], nowMs: number): number {
  let sizeBytes = 0;
  let deadlineMs = -Infinity;
  for (const { batch } of shipments) {
    sizeBytes += batch.bytes.byteLength;
    deadlineMs = Math.max(deadlineMs, batch.records.at(-1)!.deadlineMs);
  }
  const leftMs = Math.max(deadlineMs - nowMs, leastPatienceMs);
  return Math.min(leftMs, replicationTimeoutMs + answerMarginMs + sizeBytes / leastBytesPerMs);
}

/** The answer to each shipment; `null` where the leader left it out. */
export function pairAnswers(
  shipments: readonly Shipment[],
  response: ResponseOf<typeof produce>,
): (ProduceAnswer | null)[] {
  const answers = new Map<string, ProduceAnswer>();
  for (const { name, topicId, partitionResponses } of response.responses) {
    for (const answer of partitionResponses) {
      // Exactly one of the two is in the answer; the other is empty or zeros.
      answers.set(`${name}/${answer.index}`, answer);
      answers.set(`${topicId}/${answer.index}`, answer);
    }
  }
  return shipments.map(({ slot: { queue }, topicId }) =>
    answers.get(`${queue.topic}/${queue.partition}`) ??
      answers.get(`${topicId}/${queue.partition}`) ?? null
  );
}

/** What a batch is told of the error in its answer. */
export function refusalOf(answer: ProduceAnswer, batch: ProducerBatch): ProduceRefusal {
  const { errorCode: code, errorMessage } = answer;
  const cause = new KafkaError(code, errorMessage);
  const isTooLarge = code === errorCodes.MESSAGE_TOO_LARGE && batch.records.length === 1;
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
