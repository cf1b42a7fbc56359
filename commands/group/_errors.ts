import { FailedError, type WahError } from "../../lib/errors.ts";
import type { OffsetResult } from "../../lib/kafka/groups/committed_offsets.ts";
import type { GroupResult } from "../../lib/kafka/groups/coordinators.ts";
import { KafkaError } from "../../lib/kafka/kafka_error.ts";
import { didYouMean } from "../../lib/text/nearest.ts";
import { failuresByReason } from "../_shared/failures.ts";

/** The error of the groups that failed, a line for each reason; null if none failed. */
export function groupFailure(
  verb: string,
  results: readonly GroupResult<unknown>[],
  existing: readonly string[] = [],
): WahError | null {
  const refused = results.flatMap(({ group, error }) => error === null ? [] : [{ group, error }]);
  return failuresByReason(refused, ({ group, error }) => ({
    action: `${verb} group "${group}"`,
    hint: hintFor(error, group, existing),
  }));
}

/** The error of the offsets of a group that failed, a line for each reason; null if none failed. */
export function offsetFailure(
  verb: string,
  group: string,
  results: readonly OffsetResult[],
): WahError | null {
  const refused = results.flatMap(({ error, ...rest }) =>
    error === null ? [] : [{ ...rest, error }]
  );
  return failuresByReason(refused, ({ topic, partition, error }) => ({
    action: `${verb} the offset of group "${group}" in topic "${topic}" partition ${partition}`,
    hint: hintFor(error, group, []),
  }));
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
    return didYouMean(group, existing) ?? "List the groups: wah group list";
  }
  if (codeName === "NON_EMPTY_GROUP" || codeName === "UNKNOWN_MEMBER_ID") {
    return "Stop its members first; wah group describe shows them";
  }
  return undefined;
}
