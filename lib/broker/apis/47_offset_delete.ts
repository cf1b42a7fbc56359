import { errorCodes } from "../../wire/errors.ts";
import { offsetDelete } from "../../wire/messages/47_offset_delete.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import type { GroupError } from "../groups/group_model.ts";

type Request = RequestOf<typeof offsetDelete>;

/**
 * OffsetDelete v0: forgets what a group has committed for single partitions, KIP-496.
 *
 * The answer comes when that is on disk. Topics that members of the group read are refused.
 */
export const offsetDeleteHandler: ApiHandler<Request, ResponseOf<typeof offsetDelete>> = {
  api: offsetDelete,
  minVersion: 0,
  maxVersion: 0,
  async handle(request, { services }): LaterAnswer<typeof offsetDelete> {
    const known = request.topics.flatMap(({ name, partitions }) => {
      const topicId = services.topics.get(name)?.id;
      const numbers = partitions.map(({ partitionIndex }) => partitionIndex);
      return topicId === undefined ? [] : [{ name, topicId, partitions: numbers }];
    });
    const answers = known.length === 0
      ? new Map<string, GroupError>()
      : await services.groups.deleteOffsets(request.groupId, known);
    if (typeof answers === "string") return { errorCode: errorCodes[answers] };
    return {
      topics: request.topics.map(({ name, partitions }) => {
        const errorCode = errorCodes[answers.get(name) ?? "UNKNOWN_TOPIC_OR_PARTITION"];
        return {
          name,
          partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
        };
      }),
    };
  },
};
