/** Which records to read: all, or only those of committed transactions. */
export type Isolation = "uncommitted" | "committed";

/** One partition to read, with its range. */
export interface ReadTarget {
  readonly topic: string;
  readonly partition: number;
  /** The topic's id, null if the broker has none; differs if the topic is recreated. */
  readonly topicId: string | null;
  /** The partition's leader, if metadata was read just now; saves a request. */
  readonly leader?: { readonly id: number; readonly epoch: number | null };
  /** Offset of the first record to read. */
  readonly start: bigint;
  /** Offset after the last record to read; `null` waits for new records. */
  readonly stop: bigint | null;
}

/** Why requested records are skipped. */
export type SkipReason = "retention" | "corrupt" | "recreated" | "truncated";

/** An event of a reader other than records; reading continues after it. */
export type ReaderNotice =
  | {
    /** The records from `from` up to, not including, `to` are skipped. */
    readonly kind: "skipped";
    readonly topic: string;
    readonly partition: number;
    readonly from: bigint;
    /** Below `from` if a new topic with the same name begins. */
    readonly to: bigint;
    /**
     * `retention`: deleted by age, size or request. `corrupt`: a batch that cannot be read.
     * `recreated`: the topic was deleted and recreated. `truncated`: the log lost its last records.
     */
    readonly reason: SkipReason;
    readonly cause?: Error;
  }
  | {
    /** The requested offset is outside the log; reading starts at `start`. */
    readonly kind: "clamped";
    readonly topic: string;
    readonly partition: number;
    readonly asked: bigint;
    readonly start: bigint;
  }
  | {
    /** The topic has these new partitions; they are read from their beginning. */
    readonly kind: "grown";
    readonly topic: string;
    readonly partitions: readonly number[];
  }
  | {
    /** This topic is new; it is read from its beginning. */
    readonly kind: "created";
    readonly topic: string;
  }
  | { readonly kind: "disconnected"; readonly error: Error }
  | { readonly kind: "reconnected" };
