import { describeLogDirs } from "../../wire/messages/35_describe_log_dirs.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import type { Topic } from "../topics/topic.ts";
import { distinctPartitions } from "./distinct.ts";

type Request = RequestOf<typeof describeLogDirs>;
type TopicRequest = NonNullable<Request["topics"]>[number];
type TopicResponse = Input<
  ResponseOf<typeof describeLogDirs>["results"][number]["topics"][number]
>;
type WantedTopic = Pick<Topic, "name" | "partitions">;

/** Approximate memory of one partition in an answer, as an object and as bytes. */
const partitionBytes = 300;

const partitionNames = {
  topicKey: ({ topic }: TopicRequest): string => topic,
  partitions: ({ partitions }: TopicRequest): readonly number[] => partitions,
  partitionKey: (partition: number): number => partition,
};

/**
 * DescribeLogDirs v1-4: the size of each partition; all are in the only directory.
 *
 * v2 has compact lengths, v3 an error for the response, v4 the size of the disk, which is not set.
 */
export const describeLogDirsHandler: ApiHandler<
  Request,
  ResponseOf<typeof describeLogDirs>
> = {
  api: describeLogDirs,
  minVersion: 1,
  maxVersion: 4,
  answerBytes: ({ topics }, { services }) =>
    topics === null ? services.topics.partitionCount * partitionBytes : 0,
  async handle(request, { services, work }): LaterAnswer<typeof describeLogDirs> {
    const wanted = request.topics === null
      ? services.topics.all()
      : await wantedTopics(request.topics, { services, work });
    const topics: TopicResponse[] = [];
    for (const { name, partitions } of wanted) {
      // The first read of a log's size reads the header of each batch.
      const sizes = await work.map(partitions, ({ number, sizeBytes }) => ({
        partitionIndex: number,
        partitionSize: BigInt(sizeBytes),
      }));
      if (sizes.length > 0) topics.push({ name, partitions: sizes });
    }
    return { results: [{ logDir: services.dataPath, topics }] };
  },
};

/** Returns the topics and partitions that a request names, without missing ones. */
async function wantedTopics(
  requested: readonly TopicRequest[],
  { services, work }: Pick<RequestContext, "services" | "work">,
): Promise<WantedTopic[]> {
  const topics = await distinctPartitions(requested, partitionNames, work);
  return topics.map(({ topic: { topic: name }, partitions }) => {
    const logs = services.topics.get(name)?.partitions ?? [];
    const known = partitions.toSorted((left, right) => left - right)
      .flatMap((number) => logs[number] ?? []);
    return { name, partitions: known };
  });
}
