import { errorCodes, type ErrorName } from "../../wire/errors.ts";
import { alterUserScramCredentials } from "../../wire/messages/51_alter_user_scram_credentials.ts";
import type { RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";

type Request = RequestOf<typeof alterUserScramCredentials>;
type Upsertion = Request["upsertions"][number];

/** SCRAM-SHA-256 and SCRAM-SHA-512, as Kafka numbers them, and their minimum of iterations. */
const minIterations: ReadonlyMap<number, number> = new Map([[1, 4096], [2, 4096]]);
const maxIterations = 16_384;

interface Refusal {
  readonly error: ErrorName;
  readonly message: string;
}

/**
 * AlterUserScramCredentials v0: rejects every credential, because this broker has no logins; none
 * exists that could be deleted. Requests that Kafka rejects get Kafka's error.
 *
 * @see KIP-554
 */
export const alterUserScramCredentialsHandler: ApiHandler<
  Request,
  ResponseOf<typeof alterUserScramCredentials>
> = {
  api: alterUserScramCredentials,
  minVersion: 0,
  maxVersion: 0,
  handle({ deletions, upsertions }): Answer<typeof alterUserScramCredentials> {
    const refusals = new Map<string, Refusal>();
    for (const [name, all] of Map.groupBy(upsertions, ({ name }) => name)) {
      refusals.set(name, all.length > 1 ? twice : upsertionRefusal(all[0]!));
    }
    for (const { name, mechanism } of deletions) {
      refusals.set(name, nameRefusal(name) ?? mechanismRefusal(mechanism) ?? missing);
    }
    const results = [...refusals].map(([user, { error, message }]) => ({
      user,
      errorCode: errorCodes[error],
      errorMessage: message,
    }));
    return { results };
  },
};

const twice: Refusal = {
  error: "DUPLICATE_RESOURCE",
  message: "A user credential cannot be altered twice in the same request",
};

const missing: Refusal = {
  error: "RESOURCE_NOT_FOUND",
  message: "Attempt to delete a user credential that does not exist",
};

const noLogins: Refusal = {
  error: "SECURITY_DISABLED",
  message: "This broker does not support logins",
};

function upsertionRefusal({ name, mechanism, iterations }: Upsertion): Refusal {
  const wrong = nameRefusal(name) ?? mechanismRefusal(mechanism);
  if (wrong !== null) return wrong;
  if (iterations < minIterations.get(mechanism)!) return unacceptable("Too few iterations");
  return iterations > maxIterations ? unacceptable("Too many iterations") : noLogins;
}

function nameRefusal(name: string): Refusal | null {
  return name === "" ? unacceptable("Username must not be empty") : null;
}

function mechanismRefusal(mechanism: number): Refusal | null {
  if (minIterations.has(mechanism)) return null;
  return { error: "UNSUPPORTED_SASL_MECHANISM", message: "Unknown SCRAM mechanism" };
}

function unacceptable(message: string): Refusal {
  return { error: "UNACCEPTABLE_CREDENTIAL", message };
}
