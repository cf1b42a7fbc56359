import type { ReaderNotice, SkipReason } from "../../kafka/reader/read_target.ts";
import { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";

/** A reader's notice about records that it skipped. */
export type SkippedNotice = ReaderNotice & { readonly kind: "skipped" };

const reasons: Readonly<Record<SkipReason, string>> = {
  retention: "deleted by retention or request",
  corrupt: "cannot be read",
  recreated: "the topic was deleted and created again",
  truncated: "the log lost them",
};

/** Describes skipped records: `cannot show record 0/7: deleted by retention or request`. */
export function skippedText({ partition, from, to, reason, cause }: SkippedNotice): string {
  const records = to === from + 1n
    ? `record ${partition}/${from}`
    : `records ${partition}/${from} to ${partition}/${to - 1n}`;
  const found = cause === undefined ? reasons[reason] : reasonOf(cause);
  return `cannot show ${records}: ${found}`;
}

function reasonOf(error: Error): string {
  if (error instanceof CorruptBatchError) return error.reason;
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}

/**
 * Collects texts about the records that a reader skips.
 *
 * @returns An `onNotice` for the reader, and the texts so far; the array grows while it reads.
 */
export function collectSkipped(): {
  readonly onNotice: (notice: ReaderNotice) => void;
  readonly skipped: readonly string[];
} {
  const skipped: string[] = [];
  const onNotice = (notice: ReaderNotice): void => {
    if (notice.kind === "skipped") skipped.push(skippedText(notice));
  };
  return { onNotice, skipped };
}
