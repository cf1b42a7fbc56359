import { FailedError } from "../../lib/errors.ts";
import type { GroupResult } from "../../lib/kafka/groups/coordinators.ts";
import { KafkaError } from "../../lib/kafka/kafka_error.ts";
import { nearestNames } from "../../lib/text/nearest.ts";

/** Returns the error of the first failed group, with a count of the others; null if none failed. */
export function groupFailure(
  verb: string,
  results: readonly GroupResult<unknown>[],
  existing: readonly string[] = [],
): FailedError | null {
  const [first, ...others] = results.filter(({ error }) => error !== null);
  if (first === undefined) return null;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return groupError(`${verb} group "${first.group}"${more}`, first.error!, {
    group: first.group,
    existing,
  });
}

/** Creates the error of one action on a group. */
export function groupError(
  action: string,
  error: KafkaError,
  { group, existing = [] }: { readonly group: string; readonly existing?: readonly string[] },
): FailedError {
  const hint = hintFor(error, group, existing) ?? error.hint;
  return new FailedError(`Cannot ${action}: ${error.reason} (${error.codeName})`, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Whether an error says that a group does not exist. */
export function isMissingGroup(error: unknown): boolean {
  return error instanceof FailedError && error.cause instanceof KafkaError &&
    error.cause.codeName === "GROUP_ID_NOT_FOUND";
}

function hintFor(
  { codeName }: KafkaError,
  group: string,
  existing: readonly string[],
): string | undefined {
  if (codeName === "GROUP_ID_NOT_FOUND") {
    const near = nearestNames(group, existing).map((name) => `"${name}"`);
    return near.length === 0
      ? "List the groups: wah group list"
      : `Did you mean ${near.join(" or ")}?`;
  }
  if (codeName === "NON_EMPTY_GROUP" || codeName === "UNKNOWN_MEMBER_ID") {
    return "Stop its members first; wah group describe shows them";
  }
  return undefined;
}
