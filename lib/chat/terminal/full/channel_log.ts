import type { HistoryPage } from "../../log/history_page.ts";
import { mergeByTime } from "../../log/merge.ts";
import { type ChatRecord, type Position, positionKey } from "../../message/message.ts";
import { Timeline, type TimelineChange, type TimelineEntry } from "../../message/timeline.ts";

/** One thing in the list of messages: an entry of the timeline, or a notice of wah. */
export type LogItem =
  | { readonly kind: "entry"; readonly key: string; readonly entry: TimelineEntry }
  | { readonly kind: "notice"; readonly key: string; readonly text: string };

/** Options of a {@link ChannelLog}. */
export interface ChannelLogOptions {
  /** Number of records that stay in memory after {@link ChannelLog.trim}. Default: 8000. */
  readonly maxRecords?: number;
}

/** A notice, and the item that it follows. */
interface PlacedNotice {
  readonly item: LogItem;
  readonly after: string | undefined;
}

const defaultMaxRecords = 8_000;
/** How much more than the maximum is kept, so that trimming is rare. */
const trimSlack = 1.5;
const maxNotices = 200;

/**
 * The loaded part of a channel as a list of items, which grows at both ends.
 *
 * Edits and deletions change their message in place. Those of messages that are not loaded yet show
 * nothing until their message is loaded, because a reader sees no change there. In a room of
 * several partitions, items from before the loaded part of any partition are hidden, because others
 * would later be loaded between them.
 */
export class ChannelLog {
  readonly #maxRecords: number;
  /** Everything that is loaded, in the order in which it is shown. */
  #records: ChatRecord[] = [];
  #timeline = new Timeline();
  #items: LogItem[] = [];
  /** The indexes of {@link #items}, by key, before {@link #prepended} items came before them. */
  #indexes = new Map<string, number>();
  #prepended = 0;
  /** Edits and deletions of messages that are not loaded, by position, in the order of the log. */
  #pending = new Map<string, ChatRecord>();
  #notices: PlacedNotice[] = [];
  #noticeCount = 0;
  /** The targets of items that are shown apart from their message, by key. */
  #unplaced = new Set<string>();
  /** The first loaded offset, by partition; undefined if only the records tell. */
  #from = new Map<number, bigint>();
  /** Partitions with records that are not loaded; null while that is unknown. */
  #more: ReadonlySet<number> | null = null;

  constructor({ maxRecords = defaultMaxRecords }: ChannelLogOptions = {}) {
    this.#maxRecords = maxRecords;
  }

  /** The items, oldest first. */
  get items(): readonly LogItem[] {
    return this.#items;
  }

  /** Whether there may be older records than those loaded. */
  get hasMore(): boolean {
    return this.#more === null || this.#more.size > 0;
  }

  /** The first loaded offset, by partition: where the next older page ends. */
  get from(): ReadonlyMap<number, bigint> {
    return this.#from;
  }

  /** The number of loaded records. */
  get size(): number {
    return this.#records.length;
  }

  /** Returns the index of an item; undefined if it is not loaded. */
  indexOf(key: string): number | undefined {
    const index = this.#indexes.get(key);
    return index === undefined ? undefined : index + this.#prepended;
  }

  /** Adds the history from before joining, merged by time; its start is not known. */
  begin(records: readonly ChatRecord[]): void {
    this.#records = [...this.#recordsNotIn(records), ...records];
    this.#rebuild();
  }

  /** Adds new records and returns what each of them changed. */
  add(records: readonly ChatRecord[]): TimelineChange[] {
    const changes: TimelineChange[] = [];
    let isPlacing = false;
    for (const record of records) {
      if (this.#timeline.has(record)) continue;
      this.#records.push(record);
      // The history page that is read first ends here, so that it repeats nothing.
      if (!this.#from.has(record.partition) && this.#more === null) {
        this.#from.set(record.partition, record.offset);
      }
      if (this.#isAboutEarlier(record)) {
        this.#pending.set(positionKey(record), record);
        continue;
      }
      isPlacing ||= this.#unplaced.has(positionKey(record));
      const change = this.#timeline.apply(record);
      changes.push(change);
      this.#show(change);
    }
    if (isPlacing) this.#rebuild();
    return changes;
  }

  /** Adds a page of older records. */
  prepend({ records, from, more }: HistoryPage): void {
    // Only the first page can repeat what is known, and only partitions are merged.
    const isSimple = this.#more !== null && from.size === 1 && !records.some(isAboutLater);
    this.#more = more;
    this.#from = new Map(from);
    if (isSimple) return this.#prependSimple(records);
    this.#records = mergeByTime([...records, ...this.#recordsNotIn(records)]);
    this.#rebuild();
  }

  /** Adds a page without making the items again, which is slow for many. */
  #prependSimple(records: readonly ChatRecord[]): void {
    const own: LogItem[] = [];
    const indexes = new Map<string, number>();
    const pending = this.#pending;
    this.#pending = new Map();
    for (const record of [...records, ...pending.values()]) {
      if (this.#isAboutEarlier(record)) {
        this.#pending.set(positionKey(record), record);
        continue;
      }
      const change = this.#timeline.apply(record);
      if (change.kind === "unchanged") continue;
      const item = itemOf(change.entry);
      const index = indexes.get(item.key);
      if (index !== undefined) own[index] = item;
      else if (change.kind === "added" && record.offset <= records.at(-1)!.offset) {
        indexes.set(item.key, own.push(item) - 1);
      } else if (change.kind === "added") {
        // A change by another user is shown where its record is, so all items are made again.
        this.#records = [...records, ...this.#records];
        return this.#rebuild();
      }
    }
    this.#records = [...records, ...this.#records];
    this.#prepended += own.length;
    for (const [key, index] of indexes) this.#indexes.set(key, index - this.#prepended);
    this.#items = [...own, ...this.#items];
  }

  /** Adds a notice after the last item. */
  notice(text: string): void {
    const item: LogItem = { kind: "notice", key: `notice ${++this.#noticeCount}`, text };
    this.#notices.push({ item, after: this.#items.at(-1)?.key });
    if (this.#notices.length > maxNotices) this.#notices.shift();
    this.#push(item);
  }

  /** Drops the oldest records if there are more than the maximum, and some more. */
  trim(): void {
    if (this.#records.length <= this.#maxRecords * trimSlack) return;
    const dropped = this.#records.slice(0, -this.#maxRecords);
    this.#records = this.#records.slice(-this.#maxRecords);
    const from = new Map(this.#from);
    for (const { partition, offset } of dropped) {
      const next = offset + 1n;
      if (next > (from.get(partition) ?? 0n)) from.set(partition, next);
    }
    this.#from = from;
    this.#more = new Set([...this.#more ?? [], ...dropped.map(({ partition }) => partition)]);
    this.#rebuild();
  }

  /** Forgets everything, because the room was deleted and created again. */
  forget(): void {
    this.#records = [];
    this.#notices = [];
    this.#from.clear();
    this.#more = new Set();
    this.#rebuild();
  }

  #recordsNotIn(records: readonly ChatRecord[]): ChatRecord[] {
    const known = new Set(records.map(positionKey));
    return this.#records.filter((record) => !known.has(positionKey(record)));
  }

  #show(change: TimelineChange): void {
    if (change.kind === "unchanged") return;
    const { entry } = change;
    const item = itemOf(entry);
    if (entry.kind === "unplaced") this.#unplaced.add(positionKey(entry.target));
    const index = this.indexOf(item.key);
    if (index === undefined) {
      if (change.kind === "added") this.#push(item);
    } else this.#items[index] = item;
  }

  #push(item: LogItem): void {
    this.#indexes.set(item.key, this.#items.length - this.#prepended);
    this.#items.push(item);
  }

  /** Whether a record changes a message that exists, but is not loaded, or another such change. */
  #isAboutEarlier({ content }: ChatRecord): boolean {
    if (content.kind !== "edit" && content.kind !== "delete") return false;
    if (!this.hasMore || this.#timeline.has(content.target)) return false;
    return this.#pending.has(positionKey(content.target)) ||
      content.target.offset < (this.#firstLoaded(content.target) ?? 0n);
  }

  #firstLoaded({ partition }: Position): bigint | undefined {
    if (this.#more !== null) return this.#from.get(partition);
    return this.#records.find((record) => record.partition === partition)?.offset;
  }

  #rebuild(): void {
    this.#timeline = new Timeline();
    this.#pending = new Map();
    for (const record of this.#records) {
      if (this.#isAboutEarlier(record)) this.#pending.set(positionKey(record), record);
      else this.#timeline.apply(record);
    }
    const hidden = this.#hiddenKeys();
    const placed = Map.groupBy(this.#notices, ({ after }) => after);
    this.#items = [];
    this.#prepended = 0;
    this.#indexes.clear();
    this.#unplaced.clear();
    for (const { item } of placed.get(undefined) ?? []) this.#pushWithNotices(item, placed);
    for (const entry of this.#timeline.entries()) {
      const key = positionKey(entry);
      if (entry.kind === "unplaced") this.#unplaced.add(positionKey(entry.target));
      if (!hidden.has(key)) this.#pushWithNotices(itemOf(entry), placed);
    }
  }

  #pushWithNotices(
    item: LogItem,
    placed: ReadonlyMap<string | undefined, readonly PlacedNotice[]>,
  ): void {
    this.#push(item);
    for (const { item: notice } of placed.get(item.key) ?? []) {
      this.#pushWithNotices(notice, placed);
    }
  }

  /** The records that are older than the loaded part of another partition. */
  #hiddenKeys(): ReadonlySet<string> {
    const open = new Set(this.#more ?? []);
    if (open.size === 0 || this.#from.size < 2) return new Set();
    let last = 0;
    for (const [index, { partition }] of this.#records.entries()) {
      if (open.delete(partition)) last = index;
    }
    return new Set(this.#records.slice(0, last).map(positionKey));
  }
}

/** Whether a record changes one that did not exist yet, which shows it apart from that message. */
function isAboutLater({ content, offset }: ChatRecord): boolean {
  const isChange = content.kind === "edit" || content.kind === "delete";
  return isChange && content.target.offset >= offset;
}

function itemOf(entry: TimelineEntry): LogItem {
  return { kind: "entry", key: positionKey(entry), entry };
}
