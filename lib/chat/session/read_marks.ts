import { type ChatRecord, isFromOthers, type Position } from "../message/message.ts";

/** How far a user has read a channel: the first unread offset, by partition. */
export type ReadUpTo = ReadonlyMap<number, bigint>;

/** The part of the log that a history covers. */
export interface HistorySpan {
  /** The first offset that was read, by partition. */
  readonly from: ReadUpTo;
  /** The end of the log at that time, by partition. */
  readonly to: ReadUpTo;
}

/** The unread messages of a history. */
export interface Unread {
  readonly firstUnread: Position | null;
  readonly unread: number;
}

/**
 * Tracks what was shown of a channel, and how much of it the user has read.
 *
 * Only new messages of other users count as unread: no edits, deletions or messages of the user.
 */
export class ReadMarks {
  readonly #self: string;
  /** The first offset that was not shown, by partition. */
  readonly #shown = new Map<number, bigint>();
  #unread = 0;
  /** Whether {@link #shown} changed since it was last returned. */
  #hasNewPosition = false;

  constructor(self: string) {
    this.#self = self;
  }

  /** The number of messages of other users since the last {@link markRead}. */
  get unread(): number {
    return this.#unread;
  }

  /**
   * Records the history from before joining, in display order. Unread records before `span` count
   * as messages of others, because their authors are unknown.
   *
   * @param readUpTo The saved read position; null if there is none. A partition that it does not
   * contain is new.
   */
  begin(records: readonly ChatRecord[], readUpTo: ReadUpTo | null, span: HistorySpan): Unread {
    for (const [partition, next] of span.to) this.#shown.set(partition, next);
    this.#hasNewPosition = true;
    if (readUpTo === null) return { firstUnread: null, unread: 0 };
    const unread = records.filter((record) =>
      isFromOthers(record, this.#self) && record.offset >= (readUpTo.get(record.partition) ?? 0n)
    );
    let earlier = 0n;
    for (const [partition, first] of span.from) {
      const next = readUpTo.get(partition) ?? 0n;
      if (next < first) earlier += first - next;
    }
    this.#unread = unread.length + Number(earlier);
    const [first] = unread;
    const firstUnread = first === undefined
      ? null
      : { partition: first.partition, offset: first.offset };
    return { firstUnread, unread: this.#unread };
  }

  /** Records new records. */
  add(records: readonly ChatRecord[]): void {
    for (const { partition, offset } of records) this.#shown.set(partition, offset + 1n);
    this.#hasNewPosition = true;
    this.#unread += records.filter((record) => isFromOthers(record, this.#self)).length;
  }

  /**
   * Marks everything that was shown as read.
   *
   * @returns The position to save for the next visit; null if it is unchanged.
   */
  markRead(): ReadUpTo | null {
    this.#unread = 0;
    return this.takePosition();
  }

  /**
   * Returns the position after everything that was shown, unread messages included; null if it was
   * returned before.
   */
  takePosition(): ReadUpTo | null {
    if (!this.#hasNewPosition) return null;
    this.#hasNewPosition = false;
    return new Map(this.#shown);
  }

  /** Forgets everything, because offsets restart at 0. */
  clear(): void {
    this.#shown.clear();
    this.#unread = 0;
  }
}
