import type { ChatRecord, Position } from "../message/message.ts";

/** How far somebody has read a channel: the first offset not read yet, by partition. */
export type ReadUpTo = ReadonlyMap<number, bigint>;

/** Which part of the log a history was taken from. */
export interface HistorySpan {
  /** The first offset looked at, by partition. */
  readonly from: ReadUpTo;
  /** Where the log ended then, by partition. */
  readonly to: ReadUpTo;
}

/** Which of a history is new to its reader. */
export interface Unread {
  readonly firstUnread: Position | null;
  readonly unread: number;
}

/**
 * Keeps track of what was shown of a channel, and how much of that somebody has seen.
 *
 * Only messages of others count as unread: not edits, not deletions, not one's own.
 */
export class ReadMarks {
  readonly #self: string;
  /** The first offset not shown yet, by partition. */
  readonly #shown = new Map<number, bigint>();
  #unread = 0;
  /** Whether anything was shown since the last {@link shown}. */
  #isNew = false;

  constructor(self: string) {
    this.#self = self;
  }

  /** Messages of others that came since the last {@link seen}. */
  get unread(): number {
    return this.#unread;
  }

  /**
   * Takes in what was there before one came, in the order in which it is shown. What is unread and
   * lies before `span` counts as messages of others, since nobody knows better.
   *
   * @param readUpTo How far it was read at an earlier visit; null where nothing is known of one. A
   * partition that it does not name is new.
   */
  begin(records: readonly ChatRecord[], readUpTo: ReadUpTo | null, span: HistorySpan): Unread {
    for (const [partition, next] of span.to) this.#shown.set(partition, next);
    this.#isNew = true;
    if (readUpTo === null) return { firstUnread: null, unread: 0 };
    const unread = records.filter((record) =>
      this.#isOthers(record) && record.offset >= (readUpTo.get(record.partition) ?? 0n)
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

  /** Takes in what came since. */
  add(records: readonly ChatRecord[]): void {
    for (const { partition, offset } of records) this.#shown.set(partition, offset + 1n);
    this.#isNew = true;
    this.#unread += records.filter((record) => this.#isOthers(record)).length;
  }

  /**
   * All that was shown has been seen.
   *
   * @returns How far that is, for the next visit; null where that is known already.
   */
  seen(): ReadUpTo | null {
    this.#unread = 0;
    return this.shown();
  }

  /**
   * The position after everything that was shown, whether or not it counts as unread; null if it
   * was returned before.
   */
  shown(): ReadUpTo | null {
    if (!this.#isNew) return null;
    this.#isNew = false;
    return new Map(this.#shown);
  }

  /** Offsets begin anew. */
  clear(): void {
    this.#shown.clear();
    this.#unread = 0;
  }

  #isOthers({ content }: ChatRecord): boolean {
    return content.kind === "message" && content.author !== this.#self;
  }
}
