import type { ReaderNotice, ReadTarget, SkipReason } from "../../lib/kafka/reader/read_target.ts";
import { CorruptBatchError } from "../../lib/wire/corrupt_batch_error.ts";
import { visible } from "../../lib/text/visible.ts";

/** What will be read, and how it ends. */
export interface ConsumePlan {
  readonly topics: readonly string[];
  readonly targets: readonly ReadTarget[];
  /** The offset expression as it was typed. */
  readonly offsets: string;
  /** Whether the reading goes on when all that is there has been printed. */
  readonly follows: boolean;
  readonly limit: number;
}

/** Lines for a person, one after the other; disposing of it waits for the last to be written. */
export class Talk implements AsyncDisposable {
  readonly #write: (text: string) => Promise<void>;
  #written: Promise<void> = Promise.resolve();

  constructor(write: (text: string) => Promise<void>) {
    this.#write = write;
  }

  /** Nobody may be left to read it; that is no reason to end. */
  say(text: string): void {
    this.#written = this.#written.then(() => this.#write(text)).catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#written;
  }
}

const reasons: Readonly<Record<SkipReason, string>> = {
  retention: "deleted by retention or request",
  corrupt: "cannot be read",
  recreated: "the topic was deleted and created again",
  truncated: "the log lost them",
};

/** One line that tells a person what is being read and how to end it. */
export function planText({ topics, targets, offsets, follows, limit }: ConsumePlan): string {
  const names = topics.map((topic) => `"${visible(topic)}"`).join(", ");
  if (targets.length === 0) return `nothing to read in ${names} for offsets ${visible(offsets)}`;
  const partitions = `${targets.length} partition${targets.length === 1 ? "" : "s"}`;
  const reading = `reading ${names} (${partitions}) from offsets ${visible(offsets)}`;
  if (limit > 0) return `${reading}, ends after ${limit} record${limit === 1 ? "" : "s"}`;
  return follows ? `${reading}, then waiting for more; Ctrl-C ends it` : `${reading}, then ends`;
}

/** One line for what a reader tells beside the records. */
export function noticeText(notice: ReaderNotice): string {
  switch (notice.kind) {
    case "disconnected":
      return `no answer from the broker, trying again: ${visible(notice.error.message)}`;
    case "reconnected":
      return "the broker answers again";
    case "grown":
      return grownText(notice);
    case "clamped":
      return `${placeText(notice)} has no offset ${notice.asked}, begins at ${notice.start}`;
    case "skipped":
      return `${placeText(notice)} ${skipText(notice)}`;
  }
}

function grownText({ topic, partitions }: ReaderNotice & { readonly kind: "grown" }): string {
  const places = partitions.length === 1 ? "partition" : "partitions";
  return `"${visible(topic)}" has got ${places} ${partitions.join(", ")}, read from the beginning`;
}

function skipText(notice: ReaderNotice & { readonly kind: "skipped" }): string {
  const { from, to, reason, cause } = notice;
  if (to <= from) return `begins again at offset ${to}: ${reasons[reason]}`;
  const offsets = to === from + 1n ? `offset ${from}` : `offsets ${from} to ${to - 1n}`;
  const because = cause === undefined ? "" : ` (${visible(reasonOf(cause))})`;
  return `skips ${offsets}: ${reasons[reason]}${because}`;
}

/** What is wrong with a batch, without the place, which is said already. */
function reasonOf(error: Error): string {
  if (error instanceof CorruptBatchError) return error.reason;
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}

function placeText(place: { readonly topic: string; readonly partition: number }): string {
  return `"${visible(place.topic)}" partition ${place.partition}`;
}
