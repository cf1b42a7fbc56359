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
  /** Whether the next chunk has been requested. */
  #isWaiting = false;
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
    this.#update();
  }

  /** Yields `chunks`, which must stop with the reason of {@link signal} when it aborts. */
  async *watch<T>(chunks: AsyncIterable<T>): AsyncGenerator<T, void, void> {
    try {
      this.#await(true);
      for await (const chunk of chunks) {
        this.#await(false);
        yield chunk;
        this.#await(true);
      }
    } catch (error) {
      if (!this.signal.aborted || error !== this.signal.reason) throw error;
    } finally {
      this.#await(false);
    }
  }

  #await(isWaiting: boolean): void {
    this.#isWaiting = isWaiting;
    this.#update();
  }

  #update(): void {
    this.#cancel();
    if (this.#isHeld || !this.#isWaiting) return;
    this.#cancel = after(this.#idleMs, () => this.#controller.abort(new Error("No record came")));
  }
}
