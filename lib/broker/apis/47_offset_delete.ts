import { errorCodes } from "../../wire/errors.ts";
import { offsetDelete } from "../../wire/messages/47_offset_delete.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { distinctPartitions } from "./distinct.ts";

type Request = RequestOf<typeof offsetDelete>;
type TopicRequest = Request["topics"][number];
type PartitionRequest = TopicRequest["partitions"][number];

const partitionNames = {
  topicKey: ({ name }: TopicRequest): string => name,
  partitions: ({ partitions }: TopicRequest): readonly PartitionRequest[] => partitions,
  partitionKey: ({ partitionIndex }: PartitionRequest): number => partitionIndex,
};

/**
 * OffsetDelete v0: deletes committed offsets of single partitions, KIP-496.
 *
 * The response follows when that is on disk. Topics that members of the group read are rejected.
 */
export const offsetDeleteHandler: ApiHandler<Request, ResponseOf<typeof offsetDelete>> = {
  api: offsetDelete,
  minVersion: 0,
  maxVersion: 0,
  async handle(request, { services, work }): LaterAnswer<typeof offsetDelete> {
    const requested = await distinctPartitions(request.topics, partitionNames, work);
    const topics = requested.map(({ topic: { name }, partitions }) => {
      const topic = services.topics.get(name);
      const numbers = partitions.map(({ partitionIndex }) => partitionIndex);
      const known = numbers.filter((number) => topic?.partitions[number] !== undefined);
      return { name, numbers, topicId: topic?.id ?? "", partitions: known, known: new Set(known) };
    });
    const answers = await services.groups.deleteOffsets(request.groupId, topics);
    if (typeof answers === "string") return { errorCode: errorCodes[answers] };
    return {
      topics: topics.map(({ name, numbers, known }) => ({
        name,
        partitions: numbers.map((partitionIndex) => ({
          partitionIndex,
          errorCode: known.has(partitionIndex)
            ? errorCodes[answers.get(name) ?? "NONE"]
            : errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
        })),
      })),
    };
  },
};
