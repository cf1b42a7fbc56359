import type { Position } from "../message/message.ts";

/** Knows whether all that one has written has come back from the log. */
export class ReadBack {
  /** The last offset of one's own, by partition. */
  readonly #wrote = new Map<number, bigint>();
  /** The last offset read, by partition. */
  readonly #read = new Map<number, bigint>();

  /** Everything written so far is read, or lies before something that is. */
  get isComplete(): boolean {
    return [...this.#wrote].every(([partition, offset]) => {
      const read = this.#read.get(partition);
      return read !== undefined && read >= offset;
    });
  }

  /** The broker took one's own record at this place. */
  wrote({ partition, offset }: Position): void {
    raise(this.#wrote, partition, offset);
  }

  /** A record was read, of whomever. */
  read({ partition, offset }: Position): void {
    raise(this.#read, partition, offset);
  }

  /** Nothing of all this counts any more: the offsets begin anew. */
  clear(): void {
    this.#wrote.clear();
    this.#read.clear();
  }
}

function raise(offsets: Map<number, bigint>, partition: number, offset: bigint): void {
  const known = offsets.get(partition);
  if (known === undefined || offset > known) offsets.set(partition, offset);
}
