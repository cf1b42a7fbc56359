import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { fetch } from "../../wire/messages/01_fetch.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import { StorageError } from "../log/commit_queue.ts";
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

/** The epoch that opens a session; the one below it, -1, asks for none, and others go on in one. */
const initialEpoch = 0;

/** The isolation level that leaves aborted transactions out. */
const readCommitted = 1;

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
    if (request.sessionEpoch > initialEpoch) {
      return { errorCode: errorCodes.FETCH_SESSION_ID_NOT_FOUND };
    }
    const found = collect(request, context);
    if (isEnough(found, request)) return found.response;
    return (await waitForMore(found, request, context)).response;
  },
};

interface Collected {
  readonly response: Response;
  readonly logs: readonly PartitionLog[];
  readonly sizeBytes: number;
  /** Whether nothing that may still come could be added. */
  readonly isFull: boolean;
  readonly hasError: boolean;
}

function isEnough(found: Collected, request: Request): boolean {
  return request.maxWaitMs <= 0 || found.logs.length === 0 || found.hasError || found.isFull ||
    found.sizeBytes >= request.minBytes;
}

/**
 * Parks the request. The logs are read again only when they have grown by what was missing, or
 * were cut or deleted, so that a large `minBytes` costs no read per commit.
 */
async function waitForMore(
  first: Collected,
  request: Request,
  context: RequestContext,
): Promise<Collected> {
  const { parked, limits } = context.services;
  let found = first;
  const appendedBytes = (): number => first.logs.reduce((sum, log) => sum + log.appendedBytes, 0);
  const enough = appendedBytes() + request.minBytes - first.sizeBytes;
  const starts = first.logs.map((log) => log.logStartOffset);
  await parked.wait({
    partitions: first.logs,
    waitMs: Math.min(request.maxWaitMs, limits.maxFetchWaitMs),
    signal: context.signal,
    satisfied: () => {
      const moved = first.logs.some((log, index) =>
        log.isDeleted || log.logStartOffset !== starts[index]
      );
      if (!moved && appendedBytes() < enough) return false;
      found = collect(request, context);
      return isEnough(found, request);
    },
  });
  // The time may have run out with less than was asked for: what there is, is answered.
  return isEnough(found, request) || context.signal.aborted ? found : collect(request, context);
}

/** What can be answered now, in the order asked, within all limits. */
function collect(request: Request, context: RequestContext): Collected {
  const maxBytes = Math.min(request.maxBytes, context.services.limits.maxFetchBytes);
  const logs: PartitionLog[] = [];
  // A list, empty without transactions, is for those who read committed records alone.
  const aborted = request.isolationLevel === readCommitted ? {} : { abortedTransactions: null };
  let sizeBytes = 0;
  let isFull = false;
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
      try {
        const read = log.read(partition.fetchOffset, {
          maxBytes: Math.min(partition.partitionMaxBytes, maxBytes - sizeBytes),
          minOneBatch: sizeBytes === 0,
        });
        sizeBytes += read.sizeBytes;
        isFull ||= read.isCut;
        return { ...positions(partition, log), ...aborted, records: read.pieces };
      } catch (failure) {
        if (!(failure instanceof StorageError)) throw failure;
        context.services.log(failure.message);
        hasError = true;
        return refused(partition, "KAFKA_STORAGE_ERROR", log);
      }
    });
    return { topic: asked.topic, topicId: asked.topicId, partitions };
  });
  return { response: { responses }, logs, sizeBytes, isFull, hasError };
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

/** Kafka tells nothing of a log beside an error; it lists no transactions of those it knows. */
function refused(
  partition: PartitionRequest,
  error: ErrorName,
  log: PartitionLog | undefined,
): PartitionResponse {
  return {
    partitionIndex: partition.partition,
    errorCode: errorCodes[error],
    highWatermark: -1n,
    abortedTransactions: log === undefined ? [] : null,
    records: noRecords,
  };
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
