import { errorCodes } from "../../wire/errors.ts";
import { offsetForLeaderEpoch } from "../../wire/messages/23_offset_for_leader_epoch.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";
import { leaderEpoch } from "../log/stamp_batch.ts";

/**
 * OffsetForLeaderEpoch v2-4: where the log of a leader epoch ends.
 *
 * There is one epoch, which ends where the log does; a later one is unknown. v3 has the replica id,
 * v4 compact lengths.
 *
 * @see KIP-320
 */
export const offsetForLeaderEpochHandler: ApiHandler<
  RequestOf<typeof offsetForLeaderEpoch>,
  ResponseOf<typeof offsetForLeaderEpoch>
> = {
  api: offsetForLeaderEpoch,
  minVersion: 2,
  maxVersion: 4,
  handle(request, { services }): Answer<typeof offsetForLeaderEpoch> {
    const topics = request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition, currentLeaderEpoch, leaderEpoch: asked }) => {
        const log = services.topics.get(topic)?.partitions[partition];
        if (log === undefined) {
          return { partition, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION };
        }
        if (currentLeaderEpoch > leaderEpoch) {
          return { partition, errorCode: errorCodes.UNKNOWN_LEADER_EPOCH };
        }
        // An epoch that never was is answered as undefined, -1 and -1.
        return asked === leaderEpoch
          ? { partition, leaderEpoch, endOffset: log.highWatermark }
          : { partition };
      }),
    }));
    return { topics };
  },
};
