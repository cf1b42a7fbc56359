import type { WahError } from "../../lib/errors.ts";
import type { Output } from "../../lib/context.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import { failuresByReason, outcomeState } from "../_shared/failures.ts";
import { type OutputFormat, printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";
import type { State } from "../../lib/text/style.ts";

/** The result for one topic. */
export interface TopicOutcome {
  readonly topic: string;
  /** JSON prints it as it is; text prints "OK", with the detail if there is one. */
  readonly status: "created" | "exists" | "valid" | "deleted" | "absent" | "failed";
  readonly error: KafkaError | null;
}

const words: Readonly<Record<Exclude<TopicOutcome["status"], "failed">, string>> = {
  created: "OK",
  exists: "OK (already exists)",
  valid: "OK (dry run)",
  deleted: "OK",
  absent: "OK (did not exist)",
};

/** Prints one row per topic. */
export async function printOutcomes(
  output: Output,
  format: OutputFormat,
  outcomes: readonly TopicOutcome[],
): Promise<void> {
  const items = outcomes.map(({ topic, status, error }) => ({
    topic,
    status,
    error: error?.codeName ?? null,
    message: error?.reason ?? null,
  }));
  await printList(output, format, {
    name: "topics",
    items,
    text: () =>
      table(
        ["TOPIC", "STATUS"],
        outcomes.map((outcome) => [outcome.topic, stateOf(outcome)]),
        output,
      ),
  });
}

/** The error of the outcomes that failed, a line for each reason; null if none failed. */
export function failureOf(
  verb: string,
  outcomes: readonly TopicOutcome[],
  hintFor: (outcome: TopicOutcome) => string | undefined,
): WahError | null {
  const refused = outcomes.flatMap(({ error, ...rest }) =>
    error === null ? [] : [{ ...rest, error }]
  );
  return failuresByReason(refused, (outcome) => ({
    action: `${verb} topic "${outcome.topic}"`,
    hint: hintFor(outcome),
  }));
}

function stateOf({ status, error }: TopicOutcome): State {
  return status === "failed"
    ? outcomeState(error?.codeName ?? status)
    : outcomeState(null, words[status]);
}
