import { type ChatRecord, type Position, positionKey } from "../message/message.ts";

/** Maximum number of records and names in memory; the oldest are dropped first. */
const maxRecords = 5_000;
const maxNames = 1_000;

/** The recent records of a channel by position, and their authors. */
export class RecentRecords {
  readonly #records = new Map<string, ChatRecord>();
  readonly #names = new Set<string>();
  #usesUserField = false;

  /** Adds records in the order in which they were read. */
  add(records: readonly ChatRecord[]): void {
    for (const record of records) {
      this.#records.set(positionKey(record), record);
      const { content, style } = record;
      this.#usesUserField ||= style?.hasUserField ?? false;
      if (content.kind !== "foreign") {
        this.#names.delete(content.author);
        this.#names.add(content.author);
      }
    }
    trim(this.#records, maxRecords);
    trim(this.#names, maxNames);
  }

  /** Returns the record at a position; undefined if it is not in memory. */
  at(position: Position): ChatRecord | undefined {
    return this.#records.get(positionKey(position));
  }

  /** Whether the user is a recent author. */
  hasName(user: string): boolean {
    return this.#names.has(user);
  }

  /** The recent authors, the latest last. */
  get names(): Iterable<string> {
    return this.#names;
  }

  /** Whether a JSON message that was read names its author in a field `user`. */
  get usesUserField(): boolean {
    return this.#usesUserField;
  }

  /** Forgets the records of a topic that was deleted and created again. */
  forgetRecords(): void {
    this.#records.clear();
    this.#usesUserField = false;
  }
}

function trim<K>(
  oldestFirst: { keys(): Iterable<K>; size: number; delete(key: K): boolean },
  max: number,
): void {
  for (const key of oldestFirst.keys()) {
    if (oldestFirst.size <= max) return;
    oldestFirst.delete(key);
  }
}
