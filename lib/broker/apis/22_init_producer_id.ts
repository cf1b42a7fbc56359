import { errorCodes } from "../../wire/errors.ts";
import { initProducerId } from "../../wire/messages/22_init_producer_id.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer } from "../api.ts";
import { StorageError } from "../log/commit_queue.ts";

type Request = RequestOf<typeof initProducerId>;

/** The value of a missing id and of a missing epoch. */
const none = -1;

/**
 * InitProducerId v0-4: assigns an id to an idempotent producer, never one twice.
 *
 * v2 has compact lengths. v3 adds the producer's id and epoch, to get the next epoch (KIP-360).
 * Without a transactional id the producer gets a new id anyway, as in Kafka, because the owner of
 * the old one is unknown. Omitted: transactional ids, because this broker has no transactions, and
 * v5, which only concerns them.
 */
export const initProducerIdHandler: ApiHandler<Request, ResponseOf<typeof initProducerId>> = {
  api: initProducerId,
  minVersion: 0,
  maxVersion: 4,
  async handle(request, { services }): LaterAnswer<typeof initProducerId> {
    const { transactionalId, producerId, producerEpoch } = request;
    const halfAnIdentity = (producerId === BigInt(none)) !== (producerEpoch === none);
    if (halfAnIdentity || transactionalId === "") {
      return { errorCode: errorCodes.INVALID_REQUEST, producerEpoch: none };
    }
    if (transactionalId !== null) {
      return { errorCode: errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, producerEpoch: none };
    }
    try {
      return { producerId: await services.producerIds.next(), producerEpoch: 0 };
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return { errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE, producerEpoch: none };
    }
  },
};
