import type { Worker, WorkTurns } from "./work_turns.ts";

/** Reading so many bytes counts as a millisecond of work. */
const bytesPerMs = 1024 * 1024;

/**
 * Lets a connection read a large request in portions. A socket whose bytes have already arrived is
 * read at once, and the runtime does not check the others in the meantime.
 */
export class ReadPace {
  readonly #turns: WorkTurns;
  readonly #worker: Worker;
  /** How long the connection has read in its turns so far. */
  #usedMs = 0;
  #hasTurn = false;

  /** @param worker The work on the requests of the same connection. */
  constructor(turns: WorkTurns, worker: Worker) {
    this.#turns = turns;
    this.#worker = worker;
  }

  /** Resolves when the next portion may be read: at once, or when it is the connection's turn. */
  async next(): Promise<void> {
    if (this.#turns.mayRead(this.#worker, performance.now())) return;
    const { usedMs } = await this.#turns.next(this.#worker, this.#usedMs);
    this.#usedMs = usedMs;
    this.#hasTurn = true;
  }

  /** Counts a portion that was read. */
  add(bytes: number): void {
    const workedMs = bytes / bytesPerMs;
    if (!this.#hasTurn) return this.#turns.addRead(workedMs);
    this.#hasTurn = false;
    this.#usedMs += workedMs;
    this.#turns.end(this.#worker, performance.now());
  }
}
