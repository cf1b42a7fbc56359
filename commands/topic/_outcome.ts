import { FailedError } from "../../lib/errors.ts";
import type { Output } from "../../lib/context.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import { type OutputFormat, printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";

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
        outcomes.map((outcome) => [outcome.topic, statusText(outcome)]),
        output,
      ),
  });
}

/** The error of the first outcome that failed, with a count of the others; null if none failed. */
export function failureOf(
  verb: string,
  outcomes: readonly TopicOutcome[],
  hintFor: (outcome: TopicOutcome) => string | undefined,
): FailedError | null {
  const failed = outcomes.filter(({ error }) => error !== null);
  const [first] = failed;
  if (first === undefined || first.error === null) return null;
  const hint = hintFor(first) ?? first.error.hint;
  const { reason, codeName } = first.error;
  const others = failed.length === 1 ? "" : ` and ${failed.length - 1} more`;
  return new FailedError(
    `Cannot ${verb} topic "${first.topic}"${others}: ${reason} (${codeName})`,
    { cause: first.error, ...(hint === undefined ? {} : { hint }) },
  );
}

function statusText({ status, error }: TopicOutcome): string {
  if (status === "failed") return error === null ? "failed" : `${error.codeName}: ${error.reason}`;
  return words[status];
}
