import type { Clock } from "../../async/timer.ts";

/** Options of {@link IdleWatch}. */
export interface IdleOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Called once, after `timeoutMs` without a connection. */
  readonly onIdle: () => void;
}

/** Reports when a broker has had no connection for a time. It starts when it is created. */
export class IdleWatch implements Disposable {
  readonly #options: IdleOptions;
  #cancelTimer: (() => void) | undefined;
  #isOver = false;

  constructor(options: IdleOptions) {
    this.#options = options;
    this.update(0);
  }

  /** Sets the number of connections; call it whenever that changes. */
  update(connectionCount: number): void {
    if (this.#isOver) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (connectionCount > 0) return;
    const { clock, timeoutMs, onIdle } = this.#options;
    this.#cancelTimer = clock.after(timeoutMs, () => {
      this.#isOver = true;
      onIdle();
    });
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#cancelTimer?.();
  }
}
