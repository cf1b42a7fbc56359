import type { Clock, Timer } from "../clock.ts";

/** When a broker counts as idle, and what happens then. */
export interface IdleOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Called once, after `timeoutMs` without a connection. */
  readonly onIdle: () => void;
}

/** Waits for a time without connections, from its making on. */
export class IdleWatch implements Disposable {
  readonly #options: IdleOptions;
  #timer: Timer | undefined;
  #isOver = false;

  constructor(options: IdleOptions) {
    this.#options = options;
    this.update(0);
  }

  /** Says how many connections there are now; call it whenever that changes. */
  update(connectionCount: number): void {
    if (this.#isOver) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (connectionCount > 0) return;
    const { clock, timeoutMs, onIdle } = this.#options;
    this.#timer = clock.after(timeoutMs, () => {
      this.#isOver = true;
      onIdle();
    });
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#timer?.cancel();
  }
}
