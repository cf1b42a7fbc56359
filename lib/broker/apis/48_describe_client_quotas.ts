import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { describeClientQuotas } from "../../wire/messages/48_describe_client_quotas.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

type Request = RequestOf<typeof describeClientQuotas>;
type Component = Request["components"][number];

/** The ways in which a filter matches, as Kafka numbers them. */
const matchTypes = { exact: 0, default: 1, specified: 2 } as const;

const entityTypes: ReadonlySet<string> = new Set(["user", "client-id", "ip"]);

interface Refusal {
  readonly error: ErrorName;
  readonly message: string;
}

/**
 * DescribeClientQuotas v0-1: an empty list, because this broker has no quotas. Filters that Kafka
 * rejects are rejected. v1 has compact lengths.
 *
 * @see KIP-546
 */
export const describeClientQuotasHandler: ApiHandler<
  Request,
  ResponseOf<typeof describeClientQuotas>
> = {
  api: describeClientQuotas,
  minVersion: 0,
  maxVersion: 1,
  handle({ components }): Answer<typeof describeClientQuotas> {
    const refusal = filterRefusal(components);
    if (refusal === null) return { entries: [] };
    const { error, message } = refusal;
    return { errorCode: errorCodes[error], errorMessage: message, entries: null };
  },
};

function filterRefusal(components: readonly Component[]): Refusal | null {
  const seen = new Set<string>();
  for (const component of components) {
    const refusal = componentRefusal(component);
    if (refusal !== null) return refusal;
    const { entityType } = component;
    if (seen.has(entityType)) {
      return invalid(`Entity type ${entityType} cannot appear more than once in the filter.`);
    }
    seen.add(entityType);
  }
  if (!seen.has("ip") || seen.size === 1) return null;
  return invalid(
    "Invalid entity filter component combination. IP filter component should not be used " +
      "with user or clientId filter component.",
  );
}

function componentRefusal({ entityType, matchType, match }: Component): Refusal | null {
  switch (matchType) {
    case matchTypes.exact:
      if (match === null) {
        return invalid("Request specified MATCH_TYPE_EXACT, but set match string to null.");
      }
      break;
    case matchTypes.default:
    case matchTypes.specified:
      if (match !== null) {
        const name = matchType === matchTypes.default ? "DEFAULT" : "SPECIFIED";
        return invalid(
          `Request specified MATCH_TYPE_${name}, but also specified a match string.`,
        );
      }
      break;
    default:
      return invalid(`Unknown match type ${matchType}`);
  }
  if (entityType === "") return invalid("Invalid empty entity type.");
  if (entityTypes.has(entityType)) return null;
  return { error: "UNSUPPORTED_VERSION", message: `Unsupported entity type ${entityType}` };
}

function invalid(message: string): Refusal {
  return { error: "INVALID_REQUEST", message };
}
