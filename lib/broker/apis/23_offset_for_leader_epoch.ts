import { errorCodes } from "../../wire/errors.ts";
import { offsetForLeaderEpoch } from "../../wire/messages/23_offset_for_leader_epoch.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { leaderEpoch } from "../log/stamp_batch.ts";
import type { Topic } from "../topics/topic.ts";
import { answerPartitions, distinctPartitions } from "./distinct.ts";

type Request = RequestOf<typeof offsetForLeaderEpoch>;
type TopicRequest = Request["topics"][number];
type PartitionRequest = TopicRequest["partitions"][number];
type PartitionResponse = Input<
  ResponseOf<typeof offsetForLeaderEpoch>["topics"][number]["partitions"][number]
>;

const partitionNames = {
  topicKey: ({ topic }: TopicRequest): string => topic,
  partitions: ({ partitions }: TopicRequest): readonly PartitionRequest[] => partitions,
  partitionKey: ({ partition }: PartitionRequest): number => partition,
};

/**
 * OffsetForLeaderEpoch v2-4: the end offset of a leader epoch.
 *
 * There is one epoch, which ends at the end of the log; a later one is unknown. v3 has the replica
 * id, v4 compact lengths.
 *
 * @see KIP-320
 */
export const offsetForLeaderEpochHandler: ApiHandler<
  Request,
  ResponseOf<typeof offsetForLeaderEpoch>
> = {
  api: offsetForLeaderEpoch,
  minVersion: 2,
  maxVersion: 4,
  async handle(request, { services, work }): LaterAnswer<typeof offsetForLeaderEpoch> {
    const requested = await distinctPartitions(request.topics, partitionNames, work);
    const found = await answerPartitions(
      requested,
      ({ topic }, partition) => answer(services.topics.get(topic), partition),
      work,
    );
    return {
      topics: found.map(({ topic: { topic }, results }) => ({ topic, partitions: results })),
    };
  },
};

function answer(topic: Topic | undefined, requested: PartitionRequest): PartitionResponse {
  const { partition, currentLeaderEpoch } = requested;
  const log = topic?.partitions[partition];
  if (log === undefined) return { partition, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION };
  if (currentLeaderEpoch > leaderEpoch) {
    return { partition, errorCode: errorCodes.UNKNOWN_LEADER_EPOCH };
  }
  // The default is an undefined epoch and offset, -1 and -1.
  return requested.leaderEpoch === leaderEpoch
    ? { partition, leaderEpoch, endOffset: log.highWatermark }
    : { partition };
}
