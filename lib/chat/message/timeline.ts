import {
  type Amendment,
  type ChatRecord,
  type Foreign,
  type Position,
  positionKey,
} from "./message.ts";

/** Who changed a message, and when: its author, or "Admin" where the first client deleted it. */
export interface ChangeMark {
  readonly by: string;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: bigint;
}

/** A message as it stands, with what has happened to it since. */
export interface MessageEntry extends Position {
  readonly kind: "message";
  readonly timestamp: bigint;
  readonly author: string;
  /** The text after the last edit. */
  readonly text: string;
  /** The last edit; null when there was none. */
  readonly edited: ChangeMark | null;
  /** Once set, it stays: what is deleted takes no edits. */
  readonly deleted: ChangeMark | null;
}

/** A record that is not a chat message. */
export interface ForeignEntry extends Foreign, Position {
  readonly timestamp: bigint;
}

/** An edit or a deletion of something that is not in this timeline, at least not yet. */
export interface UnplacedEntry extends Position {
  readonly kind: "unplaced";
  readonly timestamp: bigint;
  readonly verb: "edit" | "delete";
  readonly author: string;
  readonly text: string;
  readonly target: Position;
}

/** An edit or a deletion of what somebody else said; it changed nothing. */
export interface RefusedEntry extends Position {
  readonly kind: "refused";
  readonly timestamp: bigint;
  readonly verb: "edit" | "delete";
  /** Who tried. */
  readonly author: string;
  readonly text: string;
  /** The message that it was about, and whose that is. */
  readonly target: Position;
  readonly owner: string;
}

/** One line of what a reader sees. */
export type TimelineEntry = MessageEntry | ForeignEntry | UnplacedEntry | RefusedEntry;

/** What a record did to the timeline. */
export type TimelineChange =
  | { readonly kind: "added"; readonly entry: TimelineEntry }
  | { readonly kind: "edited" | "deleted"; readonly entry: MessageEntry; readonly mark: ChangeMark }
  /** Nothing to see: a change to what is deleted, an older edit, a record seen before. */
  | { readonly kind: "unchanged" };

/** Limits of a timeline. */
export interface TimelineOptions {
  /** Most records remembered; the oldest go first. Infinity when left out. */
  readonly maxRecords?: number;
}

/** Edits and deletions remembered for one place where nothing is yet. */
const maxWaitingPerTarget = 100;

const unchanged: TimelineChange = { kind: "unchanged" };

/**
 * Folds the records of a room, in the order in which they are read, into what a reader sees.
 *
 * An edit takes its place in the message that it names, and so does a deletion, where they are by
 * its author; those by anybody else change nothing and stand by themselves, except deletions of the
 * first client, which do not tell who asked for them. Naming the record of an edit means the
 * message behind it. What comes before its target, as it can from another partition, stands by
 * itself until the target is there; in its own partition a target always lies before, so that
 * nobody can edit what is not said yet. The same records in the same order always give the same
 * timeline.
 */
export class Timeline {
  readonly #maxRecords: number;
  /** What is shown, by place, in order of arrival. */
  readonly #entries = new Map<string, TimelineEntry>();
  /** Where the record of each edit and deletion leads: its target as it named it. */
  readonly #targets = new Map<string, Position>();
  /** Edits and deletions whose target is not there, by the place where it would be. */
  readonly #waiting = new Map<string, ChatRecord[]>();
  /** The record of the edit that each edited message shows. */
  readonly #editors = new Map<string, ChatRecord>();

  constructor(options: TimelineOptions = {}) {
    this.#maxRecords = options.maxRecords ?? Infinity;
  }

  /** What a reader sees, in order of arrival. */
  entries(): TimelineEntry[] {
    return [...this.#entries.values()];
  }

  /** Whether it remembers the record at a position. */
  has(position: Position): boolean {
    const key = positionKey(position);
    return this.#entries.has(key) || this.#targets.has(key);
  }

  /** Takes in the next record and says what came of it. */
  apply(record: ChatRecord): TimelineChange {
    if (this.has(record)) return unchanged;
    const change = this.#take(record);
    this.#forgetOldest();
    return change;
  }

  #take(record: ChatRecord): TimelineChange {
    const { partition, offset, timestamp, content } = record;
    const base = { partition, offset, timestamp };
    switch (content.kind) {
      case "foreign":
        return this.#add({ ...content, ...base });
      case "message":
        return this.#send({
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

  #send(entry: MessageEntry): TimelineChange {
    this.#add(entry);
    this.#settle(positionKey(entry), entry);
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
      this.#settle(key, entry);
      return change;
    }
    if (entry === undefined && target.partition !== partition) this.#wait(root, record);
    const base = { partition, offset, timestamp };
    return this.#add({ ...base, kind: "unplaced", verb, author, text, target });
  }

  #wait(root: Position, record: ChatRecord): void {
    const key = positionKey(root);
    const waiting = this.#waiting.get(key) ?? [];
    if (waiting.length < maxWaitingPerTarget) waiting.push(record);
    this.#waiting.set(key, waiting);
  }

  /** Gives those their place that waited for the record at `key`, which leads to `root`. */
  #settle(key: string, root: MessageEntry): void {
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
    const shown = this.#editors.get(key);
    if (shown !== undefined && !isLater(record, shown)) return unchanged;
    const edited: MessageEntry = { ...entry, text: amendment.text, edited: mark };
    this.#entries.set(key, edited);
    this.#editors.set(key, record);
    return { kind: "edited", entry: edited, mark };
  }

  /** Follows edits of edits to what they are about. */
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

  #forgetOldest(): void {
    for (const records of [this.#entries, this.#targets, this.#waiting]) {
      for (const key of records.keys()) {
        if (records.size <= this.#maxRecords) break;
        records.delete(key);
        this.#editors.delete(key);
      }
    }
  }
}

/** How many lines records fold into. */
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

/** Partitions know the order of their own records; between partitions only the clock does. */
function isLater(record: ChatRecord, other: ChatRecord): boolean {
  if (record.partition === other.partition) return record.offset > other.offset;
  if (record.timestamp === other.timestamp) return record.partition > other.partition;
  return record.timestamp > other.timestamp;
}
