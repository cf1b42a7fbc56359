import { errorCodes } from "../../wire/errors.ts";
import { alterReplicaLogDirs } from "../../wire/messages/34_alter_replica_log_dirs.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { answerPartitions, distinctPartitions } from "./distinct.ts";

/** A directory, and the partitions of a topic to move there. */
interface Move {
  readonly path: string;
  readonly name: string;
  readonly partitions: readonly number[];
}

const partitionNames = {
  topicKey: ({ path, name }: Move): string => `${name} ${path}`,
  partitions: ({ partitions }: Move): readonly number[] => partitions,
  partitionKey: (partition: number): number => partition,
};

/**
 * AlterReplicaLogDirs v1-2: moves nothing, because all partitions are in the only directory.
 * Another directory is unknown.
 *
 * v2 has compact lengths.
 */
export const alterReplicaLogDirsHandler: ApiHandler<
  RequestOf<typeof alterReplicaLogDirs>,
  ResponseOf<typeof alterReplicaLogDirs>
> = {
  api: alterReplicaLogDirs,
  minVersion: 1,
  maxVersion: 2,
  async handle(request, { services, work }): LaterAnswer<typeof alterReplicaLogDirs> {
    const moves = request.dirs.flatMap(({ path, topics }) =>
      topics.map(({ name, partitions }) => ({ path, name, partitions }))
    );
    const requested = await distinctPartitions(moves, partitionNames, work);
    const answers = await answerPartitions(requested, ({ path, name }, partitionIndex) => {
      if (path !== services.dataPath) {
        return { partitionIndex, errorCode: errorCodes.LOG_DIR_NOT_FOUND };
      }
      const errorCode = services.topics.get(name)?.partitions[partitionIndex] === undefined
        ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION
        : errorCodes.NONE;
      return { partitionIndex, errorCode };
    }, work);
    const results = answers.map(({ topic: { name }, results }) => ({
      topicName: name,
      partitions: results,
    }));
    return { results };
  },
};
