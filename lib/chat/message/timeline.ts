import {
  type Amendment,
  type ChatRecord,
  type Foreign,
  type Position,
  positionKey,
} from "./message.ts";

/** Who changed a message, and when: its author, or "Admin" if the first client deleted it. */
export interface ChangeMark {
  readonly by: string;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: bigint;
}

/** A message with its edits and its deletion applied. */
export interface MessageEntry extends Position {
  readonly kind: "message";
  readonly timestamp: bigint;
  readonly author: string;
  /** The text after the last edit. */
  readonly text: string;
  /** The last edit; null if there was none. */
  readonly edited: ChangeMark | null;
  /** The deletion; null if there was none. A deleted message ignores edits. */
  readonly deleted: ChangeMark | null;
}

/** A record that is not a chat message. */
export interface ForeignEntry extends Foreign, Position {
  readonly timestamp: bigint;
}

/** An edit or a deletion whose target is not in this timeline, or not yet. */
export interface UnplacedEntry extends Position {
  readonly kind: "unplaced";
  readonly timestamp: bigint;
  readonly verb: "edit" | "delete";
  readonly author: string;
  readonly text: string;
  readonly target: Position;
}

/** An edit or a deletion of another user's message; it changed nothing. */
export interface RefusedEntry extends Position {
  readonly kind: "refused";
  readonly timestamp: bigint;
  readonly verb: "edit" | "delete";
  /** Who wrote the edit or deletion. */
  readonly author: string;
  readonly text: string;
  readonly target: Position;
  /** The author of the target. */
  readonly owner: string;
}

/** One entry of a timeline, as a reader sees it. */
export type TimelineEntry = MessageEntry | ForeignEntry | UnplacedEntry | RefusedEntry;

/** The effect of a record on a timeline. */
export type TimelineChange =
  | { readonly kind: "added"; readonly entry: TimelineEntry }
  | { readonly kind: "edited" | "deleted"; readonly entry: MessageEntry; readonly mark: ChangeMark }
  /** Nothing: a change to a deleted message, an outdated edit, or a record applied before. */
  | { readonly kind: "unchanged" };

/** Limits of a timeline. */
export interface TimelineOptions {
  /** Maximum number of records in memory; the oldest are dropped first. Default: Infinity. */
  readonly maxRecords?: number;
}

/** Maximum number of edits and deletions that wait for one target. */
const maxWaitingPerTarget = 100;

const unchanged: TimelineChange = { kind: "unchanged" };

/**
 * Folds the records of a room, in the order in which they are read, into what a reader sees.
 *
 * An edit or deletion by the author is applied to its target. One by anyone else changes nothing
 * and is shown as a separate entry, except a deletion by the first client, which does not name the
 * user who asked for it. A target that is the record of an edit stands for the edited message. An
 * edit or deletion that arrives before its target, which is possible from another partition, is a
 * separate entry until the target arrives. In its own partition a target always comes first, so a
 * message cannot be edited before it is written. The result depends only on the records and their
 * order.
 */
export class Timeline {
  readonly #maxRecords: number;
  /** The entries by position, in order of arrival. */
  readonly #entries = new Map<string, TimelineEntry>();
  /** The target of each edit and deletion, by the position of its record. */
  readonly #targets = new Map<string, Position>();
  /** Edits and deletions whose target has not arrived, by the position of the target. */
  readonly #waiting = new Map<string, ChatRecord[]>();
  /** The record of the edit that each edited message shows, by the position of the message. */
  readonly #shownEdits = new Map<string, ChatRecord>();

  constructor(options: TimelineOptions = {}) {
    this.#maxRecords = options.maxRecords ?? Infinity;
  }

  /** The entries, in order of arrival. */
  entries(): TimelineEntry[] {
    return [...this.#entries.values()];
  }

  /** Whether the record at a position was applied and is still in memory. */
  has(position: Position): boolean {
    const key = positionKey(position);
    return this.#entries.has(key) || this.#targets.has(key);
  }

  /** Applies the next record and returns its effect. */
  apply(record: ChatRecord): TimelineChange {
    if (this.has(record)) return unchanged;
    const change = this.#apply(record);
    this.#dropOldest();
    return change;
  }

  #apply(record: ChatRecord): TimelineChange {
    const { partition, offset, timestamp, content } = record;
    const base = { partition, offset, timestamp };
    switch (content.kind) {
      case "foreign":
        return this.#add({ ...content, ...base });
      case "message":
        return this.#addMessage({
          ...base,
          kind: "message",
          author: content.author,
          text: content.text,
          edited: null,
          deleted: null,
        });
      default:
        return this.#amend(record, content);
    }
  }

  #addMessage(entry: MessageEntry): TimelineChange {
    this.#add(entry);
    this.#applyWaiting(positionKey(entry), entry);
    return { kind: "added", entry: this.#entries.get(positionKey(entry))! };
  }

  #add(entry: TimelineEntry): TimelineChange {
    this.#entries.set(positionKey(entry), entry);
    return { kind: "added", entry };
  }

  #amend(record: ChatRecord, amendment: Amendment): TimelineChange {
    const { partition, offset, timestamp } = record;
    const { kind: verb, author, text, target } = amendment;
    const key = positionKey(record);
    const root = this.#rootOf(target);
    this.#targets.set(key, root);
    const entry = this.#entries.get(positionKey(root));
    if (entry?.kind === "message") {
      const change = isAllowed(entry, amendment)
        ? this.#change(entry, record, amendment)
        : this.#add(refused(entry, record, amendment));
      this.#applyWaiting(key, entry);
      return change;
    }
    if (entry === undefined && target.partition !== partition) this.#waitFor(root, record);
    const base = { partition, offset, timestamp };
    return this.#add({ ...base, kind: "unplaced", verb, author, text, target });
  }

  #waitFor(root: Position, record: ChatRecord): void {
    const key = positionKey(root);
    const waiting = this.#waiting.get(key) ?? [];
    if (waiting.length < maxWaitingPerTarget) waiting.push(record);
    this.#waiting.set(key, waiting);
  }

  /** Applies the edits and deletions that waited for the record at `key` to the message `root`. */
  #applyWaiting(key: string, root: MessageEntry): void {
    const keys = [key];
    for (const next of keys) {
      const waiting = this.#waiting.get(next) ?? [];
      this.#waiting.delete(next);
      for (const record of waiting) {
        const key = positionKey(record);
        const amendment = record.content as Amendment;
        const entry = this.#entries.get(positionKey(root));
        if (entry?.kind === "message" && !isAllowed(entry, amendment)) {
          this.#entries.set(key, refused(entry, record, amendment));
        } else {
          this.#entries.delete(key);
          if (entry?.kind === "message") this.#change(entry, record, amendment);
        }
        keys.push(key);
      }
    }
  }

  #change(entry: MessageEntry, record: ChatRecord, amendment: Amendment): TimelineChange {
    const key = positionKey(entry);
    const mark: ChangeMark = { by: amendment.author, timestamp: record.timestamp };
    if (entry.deleted !== null) return unchanged;
    if (amendment.kind === "delete") {
      const deleted: MessageEntry = { ...entry, deleted: mark };
      this.#entries.set(key, deleted);
      return { kind: "deleted", entry: deleted, mark };
    }
    const shown = this.#shownEdits.get(key);
    if (shown !== undefined && !isLater(record, shown)) return unchanged;
    const edited: MessageEntry = { ...entry, text: amendment.text, edited: mark };
    this.#entries.set(key, edited);
    this.#shownEdits.set(key, record);
    return { kind: "edited", entry: edited, mark };
  }

  /** Follows edits of edits to the message that they change. */
  #rootOf(position: Position): Position {
    const seen = new Set<string>();
    let root = position;
    for (;;) {
      const key = positionKey(root);
      const next = this.#targets.get(key);
      if (next === undefined || seen.has(key)) return root;
      seen.add(key);
      root = next;
    }
  }

  #dropOldest(): void {
    for (const records of [this.#entries, this.#targets, this.#waiting]) {
      for (const key of records.keys()) {
        if (records.size <= this.#maxRecords) break;
        records.delete(key);
        this.#shownEdits.delete(key);
      }
    }
  }
}

/** Counts the entries that records fold into. */
export function countLines(records: readonly ChatRecord[]): number {
  const timeline = new Timeline();
  for (const record of records) timeline.apply(record);
  return timeline.entries().length;
}

function isAllowed(entry: MessageEntry, { author, byAdmin }: Amendment): boolean {
  return entry.author === author || byAdmin === true;
}

function refused(owned: MessageEntry, record: ChatRecord, amendment: Amendment): RefusedEntry {
  const { partition, offset, timestamp } = record;
  const { kind: verb, author, text } = amendment;
  const target: Position = { partition: owned.partition, offset: owned.offset };
  const base = { partition, offset, timestamp };
  return { ...base, kind: "refused", verb, author, text, target, owner: owned.author };
}

/** Compares offsets within a partition, and timestamps between partitions. */
function isLater(record: ChatRecord, other: ChatRecord): boolean {
  if (record.partition === other.partition) return record.offset > other.offset;
  if (record.timestamp === other.timestamp) return record.partition > other.partition;
  return record.timestamp > other.timestamp;
}
