import { visible } from "../../text/visible.ts";
import { errorCodes } from "../../wire/errors.ts";
import { findCoordinator } from "../../wire/messages/10_find_coordinator.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import { clientLabel } from "../client_label.ts";
import { nodeId } from "../node_id.ts";
import { distinct } from "./distinct.ts";

type Request = RequestOf<typeof findCoordinator>;
type Coordinator = Input<ResponseOf<typeof findCoordinator>["coordinators"][number]>;

/** First version that requests several keys at once, KIP-699. */
const firstBatchVersion = 4;

const groupKey = 0;
const transactionKey = 1;

/** Kafka's error message before v4 if there is no error. */
const successMessage = "NONE";

const noCoordinator = { nodeId: -1, host: "", port: -1 };

/**
 * FindCoordinator v0-4: this broker, for every group.
 *
 * Transactional ids are rejected permanently, because this broker has no transactions: with an
 * error that clients retry, they would wait forever. The only error that all clients treat as final
 * is one of authorization, so the log states the real reason.
 *
 * v1 adds the kind of key and the error's message, v3 has compact lengths, v4 requests several
 * keys, in other fields. Omitted: v5, an error of transactions, and v6, which is for share groups.
 */
export const findCoordinatorHandler: ApiHandler<Request, ResponseOf<typeof findCoordinator>> = {
  api: findCoordinator,
  minVersion: 0,
  maxVersion: 4,
  async handle(request, context): LaterAnswer<typeof findCoordinator> {
    if (request.keyType === transactionKey) logTransactionalId(context);
    if (context.apiVersion >= firstBatchVersion) {
      const { work } = context;
      const keys = await distinct(request.coordinatorKeys, (key) => key, work);
      return { coordinators: await work.map(keys, (key) => find(key, request.keyType, context)) };
    }
    const { key: _, ...found } = find(request.key, request.keyType, context);
    return { ...found, errorMessage: found.errorMessage || successMessage };
  },
};

function logTransactionalId({ clientId, services }: RequestContext): void {
  const client = clientLabel(clientId);
  services.log(
    visible(`Rejected a transactional id of ${client}: this broker does not support transactions`),
  );
}

function find(key: string, keyType: number, { advertised }: RequestContext): Coordinator {
  if (keyType === groupKey) {
    const { host, port } = advertised;
    return { key, nodeId, host, port, errorCode: errorCodes.NONE, errorMessage: "" };
  }
  const errorCode = keyType === transactionKey
    ? errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
    : errorCodes.INVALID_REQUEST;
  const errorMessage = keyType === transactionKey
    ? "This broker does not support transactions"
    : `This broker coordinates groups only, not keys of type ${keyType}`;
  return { key, ...noCoordinator, errorCode, errorMessage };
}
