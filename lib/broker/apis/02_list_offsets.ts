import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { listOffsets } from "../../wire/messages/02_list_offsets.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import { StorageError } from "../log/commit_queue.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import { leaderEpoch } from "../log/stamp_batch.ts";
import { type FoundOffset, offsetForTime, offsetOfLatestTime } from "../log/time_lookup.ts";
import type { BrokerServices } from "../services.ts";
import { answerPartitions, distinctPartitions } from "./distinct.ts";

type Request = RequestOf<typeof listOffsets>;
type TopicRequest = Request["topics"][number];
type PartitionRequest = TopicRequest["partitions"][number];
type PartitionResponse = Input<
  ResponseOf<typeof listOffsets>["topics"][number]["partitions"][number]
>;

const partitionNames = {
  topicKey: ({ name }: TopicRequest): string => name,
  partitions: ({ partitions }: TopicRequest): readonly PartitionRequest[] => partitions,
  partitionKey: ({ partitionIndex }: PartitionRequest): number => partitionIndex,
};

/** Timestamps that stand for positions in the log. */
const latest = -1n;
const earliest = -2n;
const maxTimestamp = -3n;
const earliestLocal = -4n;
const latestTiered = -5n;

/** The first version with each of them. */
const sinceVersion: ReadonlyMap<bigint, number> = new Map([
  [latest, 1],
  [earliest, 1],
  [maxTimestamp, 7],
  [earliestLocal, 8],
  [latestTiered, 9],
]);

/** First version with leader epochs, KIP-320. */
const firstEpochVersion = 4;

const nothing: FoundOffset = { offset: -1n, timestamp: -1n };

/**
 * ListOffsets v1-9: returns where a partition starts, ends, or reaches a time.
 *
 * For a time it returns the first record, in offset order, that is not older. v2 adds the isolation
 * level (without transactions the end is always the high watermark), v4 fencing by leader epoch, v6
 * compact lengths, v7 the largest timestamp (KIP-734), v8 the first local offset and v9 the last
 * tiered one, which never exists here. v10-11, for tiered storage, are not supported.
 */
export const listOffsetsHandler: ApiHandler<Request, ResponseOf<typeof listOffsets>> = {
  api: listOffsets,
  minVersion: 1,
  maxVersion: 9,
  async handle(request, context): LaterAnswer<typeof listOffsets> {
    const { work } = context;
    const asked = await distinctPartitions(request.topics, partitionNames, work);
    const repeated = new Map(asked.map(({ topic, repeated }) => [topic, repeated]));
    const found = await answerPartitions(
      asked,
      (topic, partition) =>
        repeated.get(topic)?.has(partition.partitionIndex)
          ? refused(partition, "INVALID_REQUEST")
          : answer(topic, partition, context),
      work,
    );
    return { topics: found.map(({ topic: { name }, results }) => ({ name, partitions: results })) };
  },
};

function answer(
  { name }: TopicRequest,
  partition: PartitionRequest,
  { services, apiVersion }: RequestContext,
): PartitionResponse {
  if (!isKnown(partition.timestamp, apiVersion)) return refused(partition, "UNSUPPORTED_VERSION");
  const log = services.topics.get(name)?.partitions[partition.partitionIndex];
  if (log === undefined) return refused(partition, "UNKNOWN_TOPIC_OR_PARTITION");
  if (partition.currentLeaderEpoch > leaderEpoch) return refused(partition, "UNKNOWN_LEADER_EPOCH");
  const found = find(log, partition.timestamp, services);
  if (found === null) return refused(partition, "KAFKA_STORAGE_ERROR");
  const tellsEpoch = apiVersion >= firstEpochVersion && found.offset >= 0n;
  return {
    partitionIndex: partition.partitionIndex,
    ...found,
    ...(tellsEpoch ? { leaderEpoch } : {}),
  };
}

/** Whether it is a time, or a position that this version defines. */
function isKnown(timestamp: bigint, apiVersion: number): boolean {
  return timestamp >= 0n || (sinceVersion.get(timestamp) ?? Infinity) <= apiVersion;
}

/** Returns null if the disk cannot be read, and logs the error. */
function find(log: PartitionLog, timestamp: bigint, services: BrokerServices): FoundOffset | null {
  try {
    return log.reading(() => lookUp(log, timestamp));
  } catch (failure) {
    if (!(failure instanceof StorageError)) throw failure;
    services.log(failure.message);
    return null;
  }
}

function lookUp(log: PartitionLog, timestamp: bigint): FoundOffset {
  switch (timestamp) {
    case latest:
      return { offset: log.highWatermark, timestamp: -1n };
    case earliest:
    case earliestLocal:
      return { offset: log.logStartOffset, timestamp: -1n };
    case latestTiered:
      return nothing;
    case maxTimestamp:
      return offsetOfLatestTime(log) ?? nothing;
    default:
      return offsetForTime(log, timestamp) ?? nothing;
  }
}

function refused(partition: PartitionRequest, error: ErrorName): PartitionResponse {
  return { partitionIndex: partition.partitionIndex, errorCode: errorCodes[error] };
}
