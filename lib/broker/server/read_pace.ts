import type { WorkTurns } from "./work_turns.ts";

/** Reading so many bytes counts as a millisecond of work. */
const bytesPerMs = 512 * 1024;

/**
 * Lets a connection read a large request in portions. A socket whose bytes have already arrived is
 * read at once, and the runtime does not check the others in the meantime.
 */
export class ReadPace {
  readonly #turns: WorkTurns;
  /** How long the connection has read in its turns so far. */
  #usedMs = 0;
  #hasTurn = false;

  constructor(turns: WorkTurns) {
    this.#turns = turns;
  }

  /** Resolves when the next portion may be read: at once, or when it is the connection's turn. */
  async next(): Promise<void> {
    if (this.#turns.mayRead(this, performance.now())) return;
    const { usedMs } = await this.#turns.next(this, this.#usedMs);
    this.#usedMs = usedMs;
    this.#hasTurn = true;
  }

  /** Counts a portion that was read. */
  add(bytes: number): void {
    const workedMs = bytes / bytesPerMs;
    if (!this.#hasTurn) return this.#turns.addRead(workedMs);
    this.#hasTurn = false;
    this.#usedMs += workedMs;
    this.#turns.end(this, performance.now());
  }
}
