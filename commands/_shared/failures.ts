import { FailedError, SeveralFailedError, type WahError } from "../../lib/errors.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import type { State } from "../../lib/text/style.ts";

/** An item that the broker refused. */
export interface Refused {
  readonly error: KafkaError;
}

/** What to say about items that were refused for the same reason. */
export interface RefusalText {
  /** For example `create topic "orders"`. */
  readonly action: string;
  /** Default: the hint of the error. */
  readonly hint?: string | undefined;
}

/**
 * The error for items that were refused: one line for each reason, which names the first item and
 * counts the others. Null if there is none.
 */
export function failuresByReason<Item extends Refused>(
  refused: readonly Item[],
  textOf: (first: Item) => RefusalText,
): WahError | null {
  const reasons = [...Map.groupBy(refused, ({ error }) => error.codeName).values()];
  const failures = reasons.map(([first, ...others]) => {
    const { action, hint: givenHint } = textOf(first!);
    const { reason, codeName, hint: ownHint } = first!.error;
    const hint = givenHint ?? ownHint;
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    return new FailedError(`Cannot ${action}${more}: ${reason} (${codeName})`, {
      cause: first!.error,
      ...(hint === undefined ? {} : { hint }),
    });
  });
  return failures.length > 1 ? new SeveralFailedError(failures) : failures[0] ?? null;
}

/** The state of something that was done, or the name of the error. */
export function outcomeState(error: string | null, done = "OK"): State {
  return error === null ? { state: done, tone: "good" } : { state: error, tone: "bad" };
}

/** Waits for an action; returns its error, to be thrown after the results are printed, or null. */
export async function errorOf(action: Promise<void>): Promise<unknown> {
  try {
    await action;
    return null;
  } catch (error) {
    return error;
  }
}
