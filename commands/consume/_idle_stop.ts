import { after } from "../../lib/async/timer.ts";
import type { ReaderNotice } from "../../lib/kafka/reader/read_target.ts";

/**
 * Ends a read if no record arrives for a while. Time during which records are printed, the
 * broker does not respond, or a group assigns partitions, does not count.
 */
export class IdleStop {
  readonly #idleMs: number;
  readonly #controller = new AbortController();
  #isHeld = false;
  #cancel: () => void = () => {};

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  /** Aborts when the read is to end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Handles an event of the reader. */
  notice({ kind }: ReaderNotice): void {
    if (kind === "disconnected") this.hold(true);
    else if (kind === "reconnected") this.hold(false);
  }

  /** Sets whether no record can arrive for now. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    isHeld ? this.#cancel() : this.#wait();
  }

  /** Yields `chunks`, which must stop with the reason of {@link signal} when it aborts. */
  async *watch<T>(chunks: AsyncIterable<T>): AsyncGenerator<T, void, void> {
    try {
      this.#wait();
      for await (const chunk of chunks) {
        this.#cancel();
        yield chunk;
        this.#wait();
      }
    } catch (error) {
      if (!this.signal.aborted || error !== this.signal.reason) throw error;
    } finally {
      this.#cancel();
    }
  }

  #wait(): void {
    this.#cancel();
    if (this.#isHeld) return;
    this.#cancel = after(this.#idleMs, () => this.#controller.abort(new Error("No record came")));
  }
}
