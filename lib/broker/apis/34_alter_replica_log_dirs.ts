import { errorCodes } from "../../wire/errors.ts";
import { alterReplicaLogDirs } from "../../wire/messages/34_alter_replica_log_dirs.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

/**
 * AlterReplicaLogDirs v1-2: nothing to move, since all partitions are in the one place where the
 * data is. Another directory is unknown.
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
  handle(request, { services }): Answer<typeof alterReplicaLogDirs> {
    const results = request.dirs.flatMap(({ path, topics }) =>
      topics.map(({ name, partitions }) => {
        const topic = services.topics.get(name);
        return {
          topicName: name,
          partitions: partitions.map((partitionIndex) => {
            if (path !== services.dataPath) {
              return { partitionIndex, errorCode: errorCodes.LOG_DIR_NOT_FOUND };
            }
            const errorCode = topic?.partitions[partitionIndex] === undefined
              ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION
              : errorCodes.NONE;
            return { partitionIndex, errorCode };
          }),
        };
      })
    );
    return { results };
  },
};
