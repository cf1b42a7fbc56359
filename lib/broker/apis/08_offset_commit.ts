import { errorCodes } from "../../wire/errors.ts";
import { offsetCommit } from "../../wire/messages/08_offset_commit.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import type { OffsetToCommit } from "../groups/group_offsets.ts";
import type { GroupError } from "../groups/group_model.ts";
import { changePartitions, distinctPartitions } from "./distinct.ts";

type Request = RequestOf<typeof offsetCommit>;
type TopicRequest = Request["topics"][number];
type PartitionRequest = TopicRequest["partitions"][number];

const partitionNames = {
  topicKey: ({ name }: TopicRequest): string => name,
  partitions: ({ partitions }: TopicRequest): readonly PartitionRequest[] => partitions,
  partitionKey: ({ partitionIndex }: PartitionRequest): number => partitionIndex,
};

/** First version with an error for a missing group; earlier ones have that of an old generation. */
const firstUnknownGroupVersion = 9;

/** A partition of the request, with its error. */
interface CheckedPartition {
  readonly errorCode: number;
  /** Null if there is no such partition. */
  readonly topicId: string | null;
  readonly partition: PartitionRequest;
}

/**
 * OffsetCommit v2-9: stores a group's offsets; the response follows when they are on disk.
 *
 * An error of the group or the member is the answer for every existing partition. If a partition
 * occurs twice, the last offset counts. The retention time of v2-4 is ignored: the broker's setting
 * applies.
 *
 * v6 adds the leader epoch of the offset, v7 static members (KIP-345), v8 compact lengths, v9
 * GROUP_ID_NOT_FOUND instead of ILLEGAL_GENERATION. Omitted: v10, which names topics by id.
 */
export const offsetCommitHandler: ApiHandler<Request, ResponseOf<typeof offsetCommit>> = {
  api: offsetCommit,
  minVersion: 2,
  maxVersion: 9,
  async handle(request, context): LaterAnswer<typeof offsetCommit> {
    const { work } = context;
    const distinct = await distinctPartitions(request.topics, partitionNames, work);
    const checked = await changePartitions(
      distinct,
      (topic, partition) => Promise.resolve(check(topic, partition, context)),
      work,
    );
    const topics = checked.map(({ topic, results }) => ({ name: topic.name, requested: results }));
    const known = topics.flatMap(({ requested }) => requested).filter(({ topicId }) =>
      topicId !== null
    );
    const error = known.length === 0 ? "NONE" : await commit(known, request, context);
    return {
      topics: topics.map(({ name, requested }) => ({
        name,
        partitions: requested.map(({ partition, topicId, errorCode }) => ({
          partitionIndex: partition.partitionIndex,
          errorCode: error === "NONE" || topicId === null ? errorCode : errorCodes[error],
        })),
      })),
    };
  },
};

function check(
  topic: TopicRequest,
  partition: PartitionRequest,
  context: RequestContext,
): CheckedPartition {
  const { topics, settings } = context.services;
  const known = topics.get(topic.name);
  if (known?.partitions[partition.partitionIndex] === undefined) {
    return { partition, topicId: null, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION };
  }
  const maxLength = settings.number("offset.metadata.max.bytes");
  const tooLong = (partition.committedMetadata?.length ?? 0) > maxLength;
  const errorCode = tooLong ? errorCodes.OFFSET_METADATA_TOO_LARGE : errorCodes.NONE;
  return { partition, topicId: known.id, errorCode };
}

async function commit(
  known: readonly CheckedPartition[],
  request: Request,
  context: RequestContext,
): Promise<GroupError> {
  const claim = {
    memberId: request.memberId,
    instanceId: request.groupInstanceId,
    generation: request.generationIdOrMemberEpoch,
  };
  const offsets = known.filter(({ errorCode }) => errorCode === errorCodes.NONE).map(toCommit);
  const error = await context.services.groups.commitOffsets(request.groupId, claim, offsets);
  return error === "GROUP_ID_NOT_FOUND" && context.apiVersion < firstUnknownGroupVersion
    ? "ILLEGAL_GENERATION"
    : error;
}

function toCommit({ topicId, partition }: CheckedPartition): OffsetToCommit {
  return {
    topicId: topicId!,
    partition: partition.partitionIndex,
    committedOffset: partition.committedOffset,
    leaderEpoch: partition.committedLeaderEpoch,
    metadata: partition.committedMetadata ?? "",
  };
}
