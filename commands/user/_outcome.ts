import type { Output } from "../../lib/context.ts";
import type { WahError } from "../../lib/errors.ts";
import type { ScramCredential } from "../../lib/kafka/access/scram_user.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import { didYouMean } from "../../lib/text/nearest.ts";
import { failuresByReason, outcomeState } from "../_shared/failures.ts";
import { type OutputFormat, printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";

/** What text prints for each status. */
const words = {
  created: "OK",
  replaced: "OK (new password)",
  valid: "OK (dry run)",
  deleted: "OK",
  absent: "OK (did not exist)",
} as const;

/** The result for one login of a user. */
export interface UserOutcome {
  readonly user: string;
  /** Null if the user does not exist. */
  readonly credential: Omit<ScramCredential, "user"> | null;
  readonly status: keyof typeof words | "failed";
  readonly error: KafkaError | null;
}

/** Prints one row per login. */
export async function printUserOutcomes(
  output: Output,
  format: OutputFormat,
  outcomes: readonly UserOutcome[],
): Promise<void> {
  const items = outcomes.map(({ user, credential, status, error }) => ({
    user,
    mechanism: credential?.mechanism ?? null,
    iterations: credential?.iterations ?? null,
    status,
    error: error?.codeName ?? null,
    message: error?.reason ?? null,
  }));
  await printList(output, format, {
    name: "users",
    items,
    text: () =>
      table(
        ["USER", "MECHANISM", "ITERATIONS", "STATUS"],
        outcomes.map(({ user, credential, status, error }) => [
          user,
          credential?.mechanism ?? null,
          credential?.iterations ?? null,
          status === "failed"
            ? outcomeState(error?.codeName ?? status)
            : outcomeState(null, words[status]),
        ]),
        output,
      ),
  });
}

/** A user about whom a request failed. */
interface FailedUser {
  readonly user: string;
  readonly error: KafkaError | null;
}

/** The error of the users that failed, a line for each reason; null if none failed. */
export function userFailure(
  verb: string,
  results: readonly FailedUser[],
  existing: readonly string[] = [],
): WahError | null {
  const refused = results.flatMap(({ user, error }) => error === null ? [] : [{ user, error }]);
  return failuresByReason(refused, ({ user, error }) => ({
    action: `${verb} user "${user}"`,
    hint: hintFor(error, user, existing),
  }));
}

function hintFor(
  { codeName }: KafkaError,
  user: string,
  existing: readonly string[],
): string | undefined {
  if (codeName !== "RESOURCE_NOT_FOUND") return undefined;
  return didYouMean(user, existing) ?? "List the users: wah user list";
}
