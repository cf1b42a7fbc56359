import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { fetchApi } from "../../wire/messages/01_fetch.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import { StorageError } from "../log/commit_queue.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import { seen, type SeenLog } from "../log/parked_requests.ts";
import { leaderEpoch } from "../log/stamp_batch.ts";
import { AbandonedError } from "../server/work_turns.ts";
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

/** The epoch that opens a session; the one below it, -1, requests none, and others continue one. */
const initialEpoch = 0;

/** The isolation level that leaves aborted transactions out. */
const readCommitted = 1;

const noRecords = new Uint8Array(0);

const partitionNames = {
  // Older versions have no ids, newer ones no names.
  topicKey: ({ topic, topicId }: TopicRequest): string => `${topicId} ${topic}`,
  partitions: ({ partitions }: TopicRequest): readonly PartitionRequest[] => partitions,
  partitionKey: ({ partition }: PartitionRequest): number => partition,
};

/**
 * Fetch v4-17: whole record batches from each partition asked for, waiting for them if need be.
 *
 * An offset inside a batch gives that whole batch; the first batch found is returned whatever its
 * size, so that a small limit never starves a reader. Without enough records the request is parked
 * until a commit, a deletion, or `maxWaitMs`; any error is answered at once. Of a partition that
 * occurs twice, the last offset counts. If memory is short, the answer is smaller than allowed.
 *
 * v5 tells the log's start, v7 has sessions (declined: session id 0 makes every client continue
 * with full fetches), v9 fences by leader epoch, v11 names racks, v12 has compact lengths and v13
 * names topics by id. v15-17 change only what followers send. Left out: v18, which only followers
 * use.
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
      // What was found is read again when there is more: while it waits, a request holds nothing.
      context.memory.resize(heldBytes);
      isLast = !await parked.wait({
        logs: found.logs,
        missingBytes: request.minBytes - found.sizeBytes,
        waitMs: deadline - clock.now(),
        signal: context.signal,
      });
      if (context.signal.aborted) throw new AbandonedError("The client has closed its connection");
      await context.work.wake();
    }
  },
};

/** What a Fetch finds in the logs at one time, in the order asked, within all limits. */
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

  /** The logs that were read, without those in error. */
  get logs(): readonly SeenLog[] {
    return this.#logs;
  }

  /** Whether the request is to be answered now, rather than when there is more. */
  get isEnough(): boolean {
    const { maxWaitMs, minBytes } = this.#request;
    return maxWaitMs <= 0 || this.#logs.length === 0 || this.#hasError || this.#isFull ||
      this.#sizeBytes >= minBytes;
  }

  async read(topics: readonly AskedTopic[]): Promise<this> {
    const { memory, work } = this.#context;
    this.#grantedBytes = memory.takeUpTo(Math.max(0, this.#maxBytes));
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
      // A list, empty without transactions, is for those who read committed records alone.
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

  /** Less than the client wants if memory is short, but at least one batch in all. */
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
      await memory.need(maxBytes, "its answer", signal);
      this.#grantedBytes += maxBytes;
      read = await work.finish(log.readInSteps(fetchOffset, { maxBytes, minOneBatch: true }));
    }
    this.#sizeBytes += read.sizeBytes;
    this.#grantedBytes -= read.sizeBytes;
    this.#isFull ||= read.isCut;
    return read.pieces;
  }
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

/** Kafka reports nothing about a log together with an error, and lists no transactions. */
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
