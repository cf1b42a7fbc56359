import { type ChatRecord, type Position, positionKey } from "../message/message.ts";

/** Records and names remembered; the oldest go first. */
const maxRecords = 5_000;
const maxNames = 1_000;

/** What was read of a channel lately: its records by place, and who wrote them. */
export class RecentRecords {
  readonly #records = new Map<string, ChatRecord>();
  readonly #names = new Set<string>();
  #usesUserField = false;

  /** Takes in what was read, in its order. */
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

  /** The record at a place, if it is remembered. */
  at(position: Position): ChatRecord | undefined {
    return this.#records.get(positionKey(position));
  }

  /** Whether this user wrote something that is remembered. */
  hasName(user: string): boolean {
    return this.#names.has(user);
  }

  /** Who wrote something, the latest last. */
  get names(): Iterable<string> {
    return this.#names;
  }

  /** Whether a JSON message among all that was read names its author under `user`. */
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
  most: number,
): void {
  for (const key of oldestFirst.keys()) {
    if (oldestFirst.size <= most) return;
    oldestFirst.delete(key);
  }
}
