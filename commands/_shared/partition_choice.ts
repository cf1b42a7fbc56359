import { UsageError } from "../../lib/errors.ts";

/** A topic, and which of its partitions. */
export interface PartitionChoice {
  readonly topic: string;
  /** Undefined for all. */
  readonly partitions?: readonly number[];
}

/**
 * Parses `TOPIC` or `TOPIC:PARTITION,...`.
 *
 * @throws {UsageError} If the partitions are not numbers.
 */
export function parsePartitionChoice(text: string): PartitionChoice {
  const at = text.indexOf(":");
  if (at < 0) return { topic: text };
  const list = text.slice(at + 1).split(",");
  if (at > 0 && list.every((part) => /^\d{1,10}$/.test(part))) {
    return { topic: text.slice(0, at), partitions: list.map(Number) };
  }
  throw new UsageError(
    `Cannot use "${text}" as a topic: expected TOPIC or TOPIC:PARTITION,..., ` +
      "for example orders:0,2",
  );
}

/** Whether a partition is among the choices; without any choice, every one is. */
export function isChosen(
  { topic, partition }: { readonly topic: string; readonly partition: number },
  choices: readonly PartitionChoice[],
): boolean {
  return choices.length === 0 ||
    choices.some((choice) =>
      choice.topic === topic && (choice.partitions?.includes(partition) ?? true)
    );
}
