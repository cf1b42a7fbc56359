import { array, boolean, int16, int32, int64, nullableArray, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Returns the log directories of a broker, and the size of each partition in them.
 *
 * `topics: null` requests all. Version 3 adds the error of the whole response, 4 the size of the
 * volumes (KIP-827).
 */
export const describeLogDirs = api({
  key: 35,
  name: "DescribeLogDirs",
  versions: [1, 4],
  flexibleSince: 2,
  request: {
    topics: nullableArray({
      topic: string(),
      partitions: array(int32()),
    }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16({ since: 3, ignorable: true }),
    results: array({
      errorCode: int16(),
      logDir: string(),
      topics: array({
        name: string(),
        partitions: array({
          partitionIndex: int32(),
          partitionSize: int64(),
          offsetLag: int64(),
          isFutureKey: boolean(),
        }),
      }),
      totalBytes: int64({ since: 4, default: -1n, ignorable: true }),
      usableBytes: int64({ since: 4, default: -1n, ignorable: true }),
    }),
  },
});
