import { errorCodes } from "../../wire/errors.ts";
import { describeProducers } from "../../wire/messages/61_describe_producers.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import type { BrokerServices } from "../services.ts";
import { topicNameError } from "../topics/topic_name.ts";

type Request = RequestOf<typeof describeProducers>;
type TopicResult = Input<ResponseOf<typeof describeProducers>["topics"][number]>;
type PartitionResult = NonNullable<TopicResult["partitions"]>[number];

/** What stands for "none", and for a producer that no transaction coordinator knows. */
const none = -1;

/**
 * DescribeProducers v0: the idempotent producers that wrote to partitions, and how far they are.
 *
 * The time is when this broker appended the last batch. A partition that is named twice is answered
 * once: the list of producers may be long.
 *
 * @see KIP-664
 */
export const describeProducersHandler: ApiHandler<Request, ResponseOf<typeof describeProducers>> = {
  api: describeProducers,
  minVersion: 0,
  maxVersion: 0,
  handle(request, { services }): Answer<typeof describeProducers> {
    const indexes = new Map<string, Set<number>>();
    for (const { name, partitionIndexes } of request.topics) {
      const known = indexes.get(name) ?? new Set();
      for (const index of partitionIndexes) known.add(index);
      indexes.set(name, known);
    }
    return { topics: [...indexes].map(([name, wanted]) => describe(name, wanted, services)) };
  },
};

function describe(
  name: string,
  indexes: ReadonlySet<number>,
  { topics }: BrokerServices,
): TopicResult {
  const errorCode = topicNameError(name) === null
    ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION
    : errorCodes.INVALID_TOPIC_EXCEPTION;
  const topic = topics.get(name);
  const partitions = [...indexes].map((partitionIndex): PartitionResult => {
    const log = topic?.partitions[partitionIndex];
    return log === undefined
      ? { partitionIndex, errorCode }
      : { partitionIndex, activeProducers: producersOf(log) };
  });
  return { name, partitions };
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
