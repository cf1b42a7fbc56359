import { errorCodes } from "../../wire/errors.ts";
import { alterClientQuotas } from "../../wire/messages/49_alter_client_quotas.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

type Request = RequestOf<typeof alterClientQuotas>;
type Entry = Request["entries"][number];

const entityTypes: ReadonlySet<string> = new Set(["user", "client-id", "ip"]);

/**
 * AlterClientQuotas v0-1: rejects every quota, because this broker enforces none. Removing a quota
 * that does not exist succeeds, as in Kafka. v1 has compact lengths.
 *
 * @see KIP-546
 */
export const alterClientQuotasHandler: ApiHandler<Request, ResponseOf<typeof alterClientQuotas>> = {
  api: alterClientQuotas,
  minVersion: 0,
  maxVersion: 1,
  handle(request): Answer<typeof alterClientQuotas> {
    const entries = request.entries.map((entry) => {
      const errorMessage = entityError(entry) ?? quotaError(entry);
      const errorCode = errorMessage === null ? errorCodes.NONE : errorCodes.INVALID_REQUEST;
      return { errorCode, errorMessage, entity: entry.entity };
    });
    return { entries };
  },
};

/** Returns Kafka's error for an entity that cannot have quotas, or null. */
function entityError({ entity }: Entry): string | null {
  if (entity.length === 0) return "Invalid empty client quota entity";
  for (const { entityType, entityName } of entity) {
    if (!entityTypes.has(entityType)) return `Unhandled client quota entity type: ${entityType}`;
    if (entityName === "") return `Empty ${entityType} not supported`;
  }
  const types = new Set(entity.map(({ entityType }) => entityType));
  if (!types.has("ip") || types.size === 1) return null;
  return "Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId";
}

function quotaError({ ops }: Entry): string | null {
  return ops.every(({ remove }) => remove) ? null : "This broker does not support quotas";
}
