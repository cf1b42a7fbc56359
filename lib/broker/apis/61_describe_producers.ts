import { errorCodes } from "../../wire/errors.ts";
import { describeProducers } from "../../wire/messages/61_describe_producers.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import { topicNameError } from "../topics/topic_name.ts";
import { answerPartitions, distinctPartitions } from "./distinct.ts";

type Request = RequestOf<typeof describeProducers>;
type TopicRequest = Request["topics"][number];
type TopicProducers = Input<ResponseOf<typeof describeProducers>["topics"][number]>;
type PartitionResult = NonNullable<TopicProducers["partitions"]>[number];

/** Approximate memory of one producer in an answer, as an object and as bytes. */
const producerBytes = 300;

const partitionNames = {
  topicKey: ({ name }: TopicRequest): string => name,
  partitions: ({ partitionIndexes }: TopicRequest): readonly number[] => partitionIndexes,
  partitionKey: (partition: number): number => partition,
};

/** The value of a missing sequence, epoch or offset. */
const none = -1;

/**
 * DescribeProducers v0: the idempotent producers of partitions, with their last sequence.
 *
 * The time is that at which this broker appended the last batch. A partition that is named twice is
 * answered once, because the list of producers can be long.
 *
 * @see KIP-664
 */
export const describeProducersHandler: ApiHandler<Request, ResponseOf<typeof describeProducers>> = {
  api: describeProducers,
  minVersion: 0,
  maxVersion: 0,
  async handle(request, context): LaterAnswer<typeof describeProducers> {
    const requested = await distinctPartitions(request.topics, partitionNames, context.work);
    const answers = await answerPartitions(
      requested,
      ({ name }, partition) => describe(name, partition, context),
      context.work,
    );
    return {
      topics: answers.map(({ topic: { name }, results }) => ({ name, partitions: results })),
    };
  },
};

async function describe(
  name: string,
  partitionIndex: number,
  { services, memory, signal }: RequestContext,
): Promise<PartitionResult> {
  const log = services.topics.get(name)?.partitions[partitionIndex];
  if (log !== undefined) {
    await memory.need(log.producers.size * producerBytes, "its answer", signal);
    return { partitionIndex, activeProducers: producersOf(log) };
  }
  const errorCode = topicNameError(name) === null
    ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION
    : errorCodes.INVALID_TOPIC_EXCEPTION;
  return { partitionIndex, errorCode };
}

function producersOf({ producers }: PartitionLog): PartitionResult["activeProducers"] {
  return [...producers].map(([producerId, { epoch, batches, lastWriteAt }]) => ({
    producerId,
    producerEpoch: epoch,
    lastSequence: batches.at(-1)?.lastSequence ?? none,
    lastTimestamp: BigInt(lastWriteAt),
    coordinatorEpoch: none,
    currentTxnStartOffset: BigInt(none),
  }));
}
