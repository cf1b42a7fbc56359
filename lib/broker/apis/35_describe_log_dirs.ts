import { describeLogDirs } from "../../wire/messages/35_describe_log_dirs.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/**
 * DescribeLogDirs v1-4: how much each partition holds, all in the one place where the data is.
 *
 * v2 has compact lengths, v3 an error for the whole, v4 the disk's size, which is not told here.
 */
export const describeLogDirsHandler: ApiHandler<
  RequestOf<typeof describeLogDirs>,
  ResponseOf<typeof describeLogDirs>
> = {
  api: describeLogDirs,
  minVersion: 1,
  maxVersion: 4,
  handle(request, { services }): Answer<typeof describeLogDirs> {
    const wanted = request.topics === null
      ? null
      : new Map(request.topics.map(({ topic, partitions }) => [topic, new Set(partitions)]));
    const topics = services.topics.all()
      .map(({ name, partitions }) => ({
        name,
        partitions: partitions
          .filter(({ number }) => wanted === null || wanted.get(name)?.has(number))
          .map(({ number, sizeBytes }) => ({
            partitionIndex: number,
            partitionSize: BigInt(sizeBytes),
          })),
      }))
      .filter(({ partitions }) => partitions.length > 0);
    return { results: [{ logDir: services.dataPath, topics }] };
  },
};
