import type { Position } from "../message/message.ts";

/** Tracks whether all messages that the user sent were read back from the log. */
export class ReadBack {
  /** The last offset of the user's messages, by partition. */
  readonly #wrote = new Map<number, bigint>();
  /** The last offset read, by partition. */
  readonly #read = new Map<number, bigint>();

  /** Whether every message sent is at or before a record that was read. */
  get isComplete(): boolean {
    return [...this.#wrote].every(([partition, offset]) => {
      const read = this.#read.get(partition);
      return read !== undefined && read >= offset;
    });
  }

  /** Records the position of a message that was sent. */
  wrote({ partition, offset }: Position): void {
    raise(this.#wrote, partition, offset);
  }

  /** Records the position of a record that was read, by any author. */
  read({ partition, offset }: Position): void {
    raise(this.#read, partition, offset);
  }

  /** Forgets everything, because offsets restart at 0. */
  clear(): void {
    this.#wrote.clear();
    this.#read.clear();
  }
}

function raise(offsets: Map<number, bigint>, partition: number, offset: bigint): void {
  const known = offsets.get(partition);
  if (known === undefined || offset > known) offsets.set(partition, offset);
}
