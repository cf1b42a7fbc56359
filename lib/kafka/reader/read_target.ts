/** Which records count: all, or only those whose transaction is known to be committed. */
export type Isolation = "uncommitted" | "committed";

/** One partition to read, and how far. */
export interface ReadTarget {
  readonly topic: string;
  readonly partition: number;
  /** The topic's id where the broker has them; tells a topic from a later one of that name. */
  readonly topicId: string | null;
  /** The partition's leader, if metadata was read just now; saves a request. */
  readonly leader?: { readonly id: number; readonly epoch: number | null };
  /** Offset of the first record wanted. */
  readonly start: bigint;
  /** Offset of the first record not wanted any more; `null` reads on as records come. */
  readonly stop: bigint | null;
}

/** Why records that were asked for will not come. */
export type SkipReason = "retention" | "corrupt" | "recreated" | "truncated";

/** What a reader tells beside the records; nothing of it ends the reading. */
export type ReaderNotice =
  | {
    /** Records `from` up to, not including, `to` are not there; reading goes on at `to`. */
    readonly kind: "skipped";
    readonly topic: string;
    readonly partition: number;
    readonly from: bigint;
    /** Below `from` where a new topic of the same name begins. */
    readonly to: bigint;
    /**
     * `retention`: deleted by age, size or request. `corrupt`: a batch that cannot be read.
     * `recreated`: the topic was deleted and created again. `truncated`: the log lost its tail.
     */
    readonly reason: SkipReason;
    readonly cause?: Error;
  }
  | {
    /** The offset asked for lies outside the log; reading begins at `start`. */
    readonly kind: "clamped";
    readonly topic: string;
    readonly partition: number;
    readonly asked: bigint;
    readonly start: bigint;
  }
  | {
    /** The topic has got these partitions; they are read too, from their beginning. */
    readonly kind: "grown";
    readonly topic: string;
    readonly partitions: readonly number[];
  }
  | { readonly kind: "disconnected"; readonly error: Error }
  | { readonly kind: "reconnected" };
