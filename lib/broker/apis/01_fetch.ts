import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { fetch } from "../../wire/messages/01_fetch.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import { leaderEpoch } from "../log/stamp_batch.ts";
import type { Topic } from "../topics/topic.ts";

type Request = RequestOf<typeof fetch>;
type TopicRequest = Request["topics"][number];
type PartitionRequest = TopicRequest["partitions"][number];
type Response = Input<ResponseOf<typeof fetch>>;
type PartitionResponse = Input<ResponseOf<typeof fetch>["responses"][number]["partitions"][number]>;

/** First version that names topics by id, KIP-516. */
const firstTopicIdVersion = 13;

const noRecords = new Uint8Array(0);

/**
 * Fetch v4-17: whole record batches from each partition asked for, waiting for them if need be.
 *
 * An offset inside a batch gives that whole batch; the first batch found is returned whatever its
 * size, so that a small limit never starves a reader. Without enough records the request is parked
 * until a commit, a deletion, or `maxWaitMs`; any error is answered at once.
 *
 * v5 tells the log's start, v7 has sessions (declined: session id 0 makes every client go on with
 * full fetches), v9 fences by leader epoch, v11 names racks, v12 has compact lengths and v13 names
 * topics by id. v15-17 change only what followers send. Left out: v18, which only followers use.
 */
export const fetchHandler: ApiHandler<Request, ResponseOf<typeof fetch>> = {
  api: fetch,
  minVersion: 4,
  maxVersion: 17,
  async handle(request, context): LaterAnswer<typeof fetch> {
    if (request.sessionId !== 0) {
      return { errorCode: errorCodes.FETCH_SESSION_ID_NOT_FOUND };
    }
    let found = collect(request, context);
    if (!isEnough(found, request)) {
      await context.services.parked.wait({
        partitions: found.logs,
        waitMs: request.maxWaitMs,
        signal: context.signal,
        satisfied: () => {
          found = collect(request, context);
          return isEnough(found, request);
        },
      });
      // The time may have run out with less than was asked for: what there is, is answered.
      if (!isEnough(found, request)) found = collect(request, context);
    }
    return found.response;
  },
};

interface Collected {
  readonly response: Response;
  readonly logs: readonly PartitionLog[];
  readonly sizeBytes: number;
  readonly hasError: boolean;
}

function isEnough(found: Collected, request: Request): boolean {
  return request.maxWaitMs <= 0 || found.logs.length === 0 || found.hasError ||
    found.sizeBytes >= request.minBytes;
}

/** What can be answered now, in the order asked, within all limits. */
function collect(request: Request, context: RequestContext): Collected {
  const maxBytes = Math.min(request.maxBytes, context.services.limits.maxFetchBytes);
  const logs: PartitionLog[] = [];
  let sizeBytes = 0;
  let hasError = false;
  const responses = request.topics.map((asked) => {
    const topic = topicOf(asked, context);
    const partitions = asked.partitions.map((partition) => {
      const log = topic?.partitions[partition.partition];
      const error = log === undefined
        ? unknownTopicError(topic, context)
        : positionError(log, partition);
      if (log === undefined || error !== null) {
        hasError = true;
        return refused(partition, error!, log);
      }
      logs.push(log);
      const { batches, sizeBytes: readBytes } = log.read(partition.fetchOffset, {
        maxBytes: Math.min(partition.partitionMaxBytes, maxBytes - sizeBytes),
        minOneBatch: sizeBytes === 0,
      });
      sizeBytes += readBytes;
      return { ...positions(partition, log), records: joined(batches, readBytes) };
    });
    return { topic: asked.topic, topicId: asked.topicId, partitions };
  });
  return { response: { responses }, logs, sizeBytes, hasError };
}

function topicOf(asked: TopicRequest, context: RequestContext): Topic | undefined {
  const { topics } = context.services;
  return context.apiVersion >= firstTopicIdVersion
    ? topics.byId(asked.topicId)
    : topics.get(asked.topic);
}

function unknownTopicError(topic: Topic | undefined, context: RequestContext): ErrorName {
  return topic === undefined && context.apiVersion >= firstTopicIdVersion
    ? "UNKNOWN_TOPIC_ID"
    : "UNKNOWN_TOPIC_OR_PARTITION";
}

function positionError(log: PartitionLog, partition: PartitionRequest): ErrorName | null {
  if (partition.currentLeaderEpoch > leaderEpoch) return "UNKNOWN_LEADER_EPOCH";
  const inside = partition.fetchOffset >= log.logStartOffset &&
    partition.fetchOffset <= log.highWatermark;
  return inside ? null : "OFFSET_OUT_OF_RANGE";
}

function refused(
  partition: PartitionRequest,
  error: ErrorName,
  log: PartitionLog | undefined,
): PartitionResponse {
  const errorCode = errorCodes[error];
  if (log !== undefined) return { ...positions(partition, log), errorCode, records: noRecords };
  const partitionIndex = partition.partition;
  return { partitionIndex, errorCode, highWatermark: -1n, records: noRecords };
}

/** Without transactions the last stable offset is the high watermark. */
function positions(partition: PartitionRequest, log: PartitionLog): PartitionResponse {
  return {
    partitionIndex: partition.partition,
    highWatermark: log.highWatermark,
    lastStableOffset: log.highWatermark,
    logStartOffset: log.logStartOffset,
  };
}

/** Empty is no bytes and never null, which older librdkafka refuses. */
function joined(batches: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  if (batches.length === 1) return batches[0]!;
  const bytes = new Uint8Array(sizeBytes);
  let position = 0;
  for (const batch of batches) {
    bytes.set(batch, position);
    position += batch.byteLength;
  }
  return bytes;
}
