import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { deleteRecords } from "../../wire/messages/21_delete_records.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { cleanupRules } from "../configs/topic_configs.ts";
import { StorageError } from "../log/commit_queue.ts";
import type { BrokerServices } from "../services.ts";
import { changePartitions, distinctPartitions } from "./distinct.ts";

type Request = RequestOf<typeof deleteRecords>;
type TopicRequest = Request["topics"][number];
type PartitionRequest = TopicRequest["partitions"][number];
type PartitionResponse = Input<
  ResponseOf<typeof deleteRecords>["topics"][number]["partitions"][number]
>;

const partitionNames = {
  topicKey: ({ name }: TopicRequest): string => name,
  partitions: ({ partitions }: TopicRequest): readonly PartitionRequest[] => partitions,
  partitionKey: ({ partitionIndex }: PartitionRequest): number => partitionIndex,
};

/** The offset that means the high watermark, to delete every record. */
const toTheEnd = -1n;

/**
 * DeleteRecords v0-2: moves the start of logs to an offset; readers no longer see records before
 * it.
 *
 * Only for topics with the cleanup policy `delete`, as in Kafka. An offset below the log's start
 * changes nothing. If a partition occurs twice, the last offset counts.
 *
 * v2 has compact lengths.
 *
 * @see KIP-107
 */
export const deleteRecordsHandler: ApiHandler<Request, ResponseOf<typeof deleteRecords>> = {
  api: deleteRecords,
  minVersion: 0,
  maxVersion: 2,
  async handle(request, { services, work }): LaterAnswer<typeof deleteRecords> {
    const requested = await distinctPartitions(request.topics, partitionNames, work);
    const cuts = await changePartitions(
      requested,
      ({ name }, partition) => cut(name, partition, services),
      work,
    );
    return { topics: cuts.map(({ topic: { name }, results }) => ({ name, partitions: results })) };
  },
};

async function cut(
  topicName: string,
  { partitionIndex, offset }: PartitionRequest,
  services: BrokerServices,
): Promise<PartitionResponse> {
  const refuse = (error: ErrorName): PartitionResponse => ({
    partitionIndex,
    lowWatermark: -1n,
    errorCode: errorCodes[error],
  });
  const topic = services.topics.get(topicName);
  const log = topic?.partitions[partitionIndex];
  if (topic === undefined || log === undefined) return refuse("UNKNOWN_TOPIC_OR_PARTITION");
  if (!cleanupRules(topic, services.settings).deletes) return refuse("POLICY_VIOLATION");
  const target = offset === toTheEnd ? log.highWatermark : offset;
  if (target < 0n || target > log.highWatermark) return refuse("OFFSET_OUT_OF_RANGE");
  try {
    await services.logs.startAt(log, target);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return refuse("KAFKA_STORAGE_ERROR");
  }
  return { partitionIndex, lowWatermark: log.logStartOffset };
}
