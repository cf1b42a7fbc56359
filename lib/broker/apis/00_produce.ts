import { errorCodes } from "../../wire/errors.ts";
import { produce } from "../../wire/messages/00_produce.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import { CloseConnectionError } from "../close_connection_error.ts";
import { batchRules } from "../configs/topic_configs.ts";
import type { AppendResult } from "../log/log_manager.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import { changePartitions, distinctPartitions } from "./distinct.ts";

type Request = RequestOf<typeof produce>;
type TopicRequest = Request["topicData"][number];
type PartitionRequest = TopicRequest["partitionData"][number];
type PartitionResponse = Input<
  ResponseOf<typeof produce>["responses"][number]["partitionResponses"][number]
>;

const acksAll = -1;

const partitionNames = {
  topicKey: ({ name }: TopicRequest): string => name,
  partitions: ({ partitionData }: TopicRequest): readonly PartitionRequest[] => partitionData,
  partitionKey: ({ index }: PartitionRequest): number => index,
};

/**
 * Produce v0-11: appends one record batch to each requested partition.
 *
 * A record is acknowledged once it is on disk, with `acks=1` as with `acks=all`, because there is
 * one replica. With `acks=0` there is no response. If an append then fails, the connection is
 * closed, since the protocol has no other sign for that.
 *
 * v3 adds record batches, v5 the log start offset, v7 zstd, v8 the rejected records, v9 compact
 * lengths, v10 the new leader (never set) and v11 an error of transactions. v0-2 are advertised but
 * not served, as in Kafka 4: without them librdkafka turns compression off (KAFKA-18659). v12
 * (transactions, KIP-890) and v13 (topic ids) are not supported.
 *
 * Produce never creates topics. If a partition occurs twice, the last batch counts.
 */
export const produceHandler: ApiHandler<Request, ResponseOf<typeof produce>> = {
  api: produce,
  minVersion: 0,
  maxVersion: 11,
  async handle(request, context): LaterAnswer<typeof produce> {
    const { acks, topicData } = request;
    const topics = await distinctPartitions(topicData, partitionNames, context.work);
    const appended = await changePartitions(
      topics,
      ({ name }, partition) => appendTo(name, partition, { acks, context }),
      context.work,
      context.placed,
    );
    const responses = appended.map(({ topic, results }) => ({
      name: topic.name,
      partitionResponses: results,
    }));
    if (acks !== 0) return { responses };
    const failed = responses.flatMap(({ name, partitionResponses }) =>
      partitionResponses.filter(({ errorCode = 0 }) => errorCode !== 0).map(() => name)
    );
    if (failed.length === 0) return null;
    throw new CloseConnectionError(
      `a record for "${failed[0]}" that wanted no acknowledgement could not be written`,
    );
  },
};

async function appendTo(
  topicName: string,
  partition: PartitionRequest,
  request: { readonly acks: number; readonly context: RequestContext },
): Promise<PartitionResponse> {
  const { services, apiVersion } = request.context;
  if (request.acks !== 0 && request.acks !== 1 && request.acks !== acksAll) {
    return refused(partition, errorCodes.INVALID_REQUIRED_ACKS);
  }
  const topic = services.topics.get(topicName);
  const log = topic?.partitions[partition.index];
  if (topic === undefined || log === undefined) {
    return refused(partition, errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  }
  const rules = batchRules(topic, services.settings, apiVersion);
  const result = await services.logs.append(log, partition.records, rules);
  return describe(partition, log, result);
}

function refused(partition: PartitionRequest, errorCode: number): PartitionResponse {
  return { index: partition.index, errorCode, baseOffset: -1n };
}

function describe(
  partition: PartitionRequest,
  log: PartitionLog,
  result: AppendResult,
): PartitionResponse {
  if (result.kind === "appended") {
    return {
      index: partition.index,
      baseOffset: result.baseOffset,
      logAppendTimeMs: result.logAppendTime,
      logStartOffset: log.logStartOffset,
    };
  }
  return {
    ...refused(partition, errorCodes[result.error]),
    errorMessage: result.message,
    recordErrors: result.recordErrors ?? [],
  };
}
