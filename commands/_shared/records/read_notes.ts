import type { ReaderNotice, SkipReason } from "../../../lib/kafka/reader/read_target.ts";
import type { RangeTarget } from "../../../lib/kafka/offsets/resolve_range.ts";
import { CorruptBatchError } from "../../../lib/wire/batches/corrupt_batch_error.ts";
import { visible } from "../../../lib/text/visible.ts";

/** The partitions to read, and when to stop. */
export interface ConsumePlan {
  readonly topics: readonly string[];
  readonly targets: readonly RangeTarget[];
  /** The offset expression of the user. */
  readonly offsets: string;
  /** Whether reading continues at the end of the log. */
  readonly follows: boolean;
  /** Stop after this many records; 0 for no limit. */
  readonly limit: number;
}

/**
 * Writes notes one after the other. Disposing waits for the last one, and throws a bug in writing.
 */
export class NoteWriter implements AsyncDisposable {
  readonly #write: (text: string) => Promise<void>;
  #written: Promise<void> = Promise.resolve();
  #bug: { readonly error: unknown } | null = null;

  constructor(write: (text: string) => Promise<void>) {
    this.#write = write;
  }

  /** Ignores write errors: consuming continues if stderr is closed. */
  add(text: string): void {
    this.#written = this.#written.then(() => this.#write(text)).catch((error) => {
      if (error instanceof TypeError) this.#bug ??= { error };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#written;
    if (this.#bug !== null) throw this.#bug.error;
  }
}

const reasons: Readonly<Record<SkipReason, string>> = {
  retention: "deleted by retention or request",
  corrupt: "not readable",
  recreated: "the topic was deleted and recreated",
  truncated: "lost from the log",
};

/** Returns a note about what is read, what the command waits for, and how it stops. */
export function planText({ topics, targets, offsets, follows, limit }: ConsumePlan): string {
  const names = topics.map((topic) => `"${visible(topic)}"`).join(", ");
  const range = `from offsets ${visible(offsets)}`;
  if (targets.length === 0 && follows) return `waiting for topics that match ${names}`;
  if (targets.length === 0) return `nothing to read in ${names} for offsets ${visible(offsets)}`;
  const source = `${names} (${targets.length} partition${targets.length === 1 ? "" : "s"})`;
  const limited = `stops after ${limit} record${limit === 1 ? "" : "s"}`;
  const isEmpty = targets.every(({ start, end }) => start >= end);
  if (follows && isEmpty) {
    const end = limit > 0 ? limited : "Ctrl-C stops";
    return `waiting for new records in ${source} ${range}; ${end}`;
  }
  const reading = `reading ${source} ${range}`;
  if (limit > 0) return `${reading}; ${limited}`;
  return follows
    ? `${reading}, then waiting for new records; Ctrl-C stops`
    : `${reading}, then stopping`;
}

/** Returns the text of a note about an event of the reader. */
export function noticeText(notice: ReaderNotice): string {
  switch (notice.kind) {
    case "disconnected":
      return `the broker does not respond, trying again: ${visible(notice.error.message)}`;
    case "reconnected":
      return "the broker responds again";
    case "grown":
      return grownText(notice);
    case "created":
      return `new topic "${visible(notice.topic)}"; reading from the beginning`;
    case "clamped":
      return `${partitionText(notice)} has no offset ${notice.asked}; starting at ${notice.start}`;
    case "skipped":
      return `${partitionText(notice)} ${skipText(notice)}`;
  }
}

function grownText({ topic, partitions }: ReaderNotice & { readonly kind: "grown" }): string {
  const noun = partitions.length === 1 ? "partition" : "partitions";
  return `"${visible(topic)}" has new ${noun} ${partitions.join(", ")}; reading from the beginning`;
}

function skipText(notice: ReaderNotice & { readonly kind: "skipped" }): string {
  const { from, to, reason, cause } = notice;
  if (to <= from) return `restarts at offset ${to}: ${reasons[reason]}`;
  const offsets = to === from + 1n ? `offset ${from}` : `offsets ${from} to ${to - 1n}`;
  const because = cause === undefined ? "" : ` (${visible(reasonOf(cause))})`;
  return `skipping ${offsets}: ${reasons[reason]}${because}`;
}

/** Returns the problem of a batch without its position, which is in the note already. */
function reasonOf(error: Error): string {
  if (error instanceof CorruptBatchError) return error.reason;
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}

function partitionText({ topic, partition }: {
  readonly topic: string;
  readonly partition: number;
}): string {
  return `"${visible(topic)}" partition ${partition}`;
}
