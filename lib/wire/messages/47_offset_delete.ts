import { array, int16, int32, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Deletes a group's offsets of single partitions, KIP-496.
 */
export const offsetDelete = api({
  key: 47,
  name: "OffsetDelete",
  versions: [0, 0],
  request: {
    groupId: string(),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
      }),
    }),
  },
  response: {
    errorCode: int16(),
    throttleTimeMs: int32(),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
      }),
    }),
  },
});
