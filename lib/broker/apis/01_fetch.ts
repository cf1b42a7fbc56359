import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { fetchApi } from "../../wire/messages/01_fetch.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import { StorageError } from "../log/commit_queue.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import { seen, type SeenLog } from "../log/parked_requests.ts";
import { leaderEpoch } from "../log/stamp_batch.ts";
import { AbandonedError } from "../server/request_work.ts";
import type { Topic } from "../topics/topic.ts";
import { distinctPartitions, type DistinctTopic } from "./distinct.ts";

type Request = RequestOf<typeof fetchApi>;
type TopicRequest = Request["topics"][number];
type PartitionRequest = TopicRequest["partitions"][number];
type AskedTopic = DistinctTopic<TopicRequest, PartitionRequest>;
type TopicResponse = Input<ResponseOf<typeof fetchApi>["responses"][number]>;
type PartitionResponse = Input<
  ResponseOf<typeof fetchApi>["responses"][number]["partitions"][number]
>;

/** First version that names topics by id, KIP-516. */
const firstTopicIdVersion = 13;

/** The epoch that opens a session. -1 requests none, larger ones continue one. */
const initialEpoch = 0;

/** The isolation level that omits aborted transactions. */
const readCommitted = 1;

const noRecords = new Uint8Array(0);

const partitionNames = {
  // Older versions have no ids, newer ones have no names.
  topicKey: ({ topic, topicId }: TopicRequest): string => `${topicId} ${topic}`,
  partitions: ({ partitions }: TopicRequest): readonly PartitionRequest[] => partitions,
  partitionKey: ({ partition }: PartitionRequest): number => partition,
};

/**
 * Fetch v4-17: returns whole record batches from each requested partition, and waits for them if
 * necessary.
 *
 * For an offset inside a batch, the whole batch is returned. The first batch is returned even if it
 * exceeds the limits, so that a small limit never blocks a consumer. If there are not enough
 * records, the request is parked until a commit, a deletion or `maxWaitMs`; errors are returned at
 * once. If a partition occurs twice, the last offset counts. If memory is short, the answer is
 * smaller than the limits allow.
 *
 * v5 adds the log start offset, v7 sessions (declined: session id 0 makes every client continue
 * with full fetches), v9 fencing by leader epoch, v11 racks, v12 compact lengths and v13 topic ids.
 * v15-17 change only requests of followers. v18, which only followers use, is not supported.
 */
export const fetchHandler: ApiHandler<Request, ResponseOf<typeof fetchApi>> = {
  api: fetchApi,
  minVersion: 4,
  maxVersion: 17,
  ownsAnswerBytes: true,
  async handle(request, context): LaterAnswer<typeof fetchApi> {
    if (request.sessionEpoch > initialEpoch) {
      return { errorCode: errorCodes.FETCH_SESSION_ID_NOT_FOUND };
    }
    const { clock, limits, parked } = context.services;
    const topics = await distinctPartitions(request.topics, partitionNames, context.work);
    const heldBytes = context.memory.heldBytes;
    const deadline = clock.now() + Math.min(request.maxWaitMs, limits.maxFetchWaitMs);
    for (let isLast = false;;) {
      const found = await new FetchRead(request, context).read(topics);
      if (isLast || found.isEnough) return { responses: found.responses };
      // Holds no memory while it waits; the records are read again after that.
      context.memory.resize(heldBytes);
      const waiting = parked.wait({
        logs: found.logs,
        missingBytes: request.minBytes - found.sizeBytes,
        waitMs: deadline - clock.now(),
        signal: context.signal,
      });
      isLast = !await context.work.await(waiting);
      if (context.signal.aborted) throw new AbandonedError("The client has closed its connection");
    }
  },
};

/** One pass of a Fetch over the logs, in the order of the request, within all limits. */
class FetchRead {
  readonly #request: Request;
  readonly #context: RequestContext;
  readonly #maxBytes: number;
  readonly #logs: SeenLog[] = [];
  readonly #responses: TopicResponse[] = [];
  /** The rest of the memory reserved for records. */
  #grantedBytes = 0;
  #sizeBytes = 0;
  #isFull = false;
  #hasError = false;

  constructor(request: Request, context: RequestContext) {
    this.#request = request;
    this.#context = context;
    this.#maxBytes = Math.min(request.maxBytes, context.services.limits.maxFetchBytes);
  }

  get responses(): readonly TopicResponse[] {
    return this.#responses;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** The logs that were read without an error. */
  get logs(): readonly SeenLog[] {
    return this.#logs;
  }

  /** Whether the request is answered now rather than parked. */
  get isEnough(): boolean {
    const { maxWaitMs, minBytes } = this.#request;
    return maxWaitMs <= 0 || this.#logs.length === 0 || this.#hasError || this.#isFull ||
      this.#sizeBytes >= minBytes;
  }

  async read(topics: readonly AskedTopic[]): Promise<this> {
    const { memory, work } = this.#context;
    this.#grantedBytes = memory.takeUpTo(Math.max(0, Math.min(this.#maxBytes, askedBytes(topics))));
    for (const { topic: asked, partitions } of topics) {
      const topic = topicOf(asked, this.#context);
      const found = await work.map(partitions, (each) => this.#readPartition(topic, each));
      this.#responses.push({ topic: asked.topic, topicId: asked.topicId, partitions: found });
    }
    memory.release(this.#grantedBytes);
    return this;
  }

  async #readPartition(
    topic: Topic | undefined,
    partition: PartitionRequest,
  ): Promise<PartitionResponse> {
    const log = topic?.partitions[partition.partition];
    const error = log === undefined
      ? unknownTopicError(topic, this.#context)
      : positionError(log, partition);
    if (log === undefined || error !== null) {
      this.#hasError = true;
      return refused(partition, error!, log);
    }
    this.#logs.push(seen(log));
    try {
      const { isolationLevel } = this.#request;
      // Only consumers of committed records get a list. It is empty without transactions.
      const aborted = isolationLevel === readCommitted ? {} : { abortedTransactions: null };
      const records = await this.#readRecords(log, partition);
      return { ...positions(partition, log), ...aborted, records };
    } catch (failure) {
      if (!(failure instanceof StorageError)) throw failure;
      this.#context.services.log(failure.message);
      this.#hasError = true;
      return refused(partition, "KAFKA_STORAGE_ERROR", log);
    }
  }

  /** Reads less than the client wants if memory is short, but at least one batch per answer. */
  async #readRecords(
    log: PartitionLog,
    { fetchOffset, partitionMaxBytes }: PartitionRequest,
  ): Promise<readonly Uint8Array[]> {
    const { memory, signal, work } = this.#context;
    const left = Math.min(partitionMaxBytes, this.#maxBytes - this.#sizeBytes);
    let read = await work.finish(
      log.readInSteps(fetchOffset, {
        maxBytes: Math.min(left, this.#grantedBytes),
        minOneBatch: false,
      }),
    );
    if (read.isCut && this.#sizeBytes === 0 && read.sizeBytes === 0) {
      const maxBytes = log.batchFrom(fetchOffset)?.sizeBytes ?? 0;
      const missingBytes = maxBytes - this.#grantedBytes;
      if (missingBytes > 0) {
        await work.await(memory.need(missingBytes, "its answer", signal));
        this.#grantedBytes += missingBytes;
      }
      read = await work.finish(log.readInSteps(fetchOffset, { maxBytes, minOneBatch: true }));
    }
    this.#sizeBytes += read.sizeBytes;
    this.#grantedBytes -= read.sizeBytes;
    this.#isFull ||= read.isCut;
    return read.pieces;
  }
}

/** The most bytes that the partitions of a request return together. */
function askedBytes(topics: readonly AskedTopic[]): number {
  let bytes = 0;
  for (const { partitions } of topics) {
    for (const { partitionMaxBytes } of partitions) bytes += Math.max(0, partitionMaxBytes);
  }
  return bytes;
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

/** With an error, Kafka returns no offsets, and a list of transactions only for unknown logs. */
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
