import type { Clock } from "../async/timer.ts";

/** How often an idle broker checks its files; each commit checks them too. */
const intervalMs = 1000;

/** Calls `check` once a second until it is disposed of. */
export class DataWatch implements Disposable {
  readonly #clock: Clock;
  readonly #check: () => void;
  #cancelTimer: () => void;

  constructor(clock: Clock, check: () => void) {
    this.#clock = clock;
    this.#check = check;
    this.#cancelTimer = this.#next();
  }

  #next(): () => void {
    return this.#clock.after(intervalMs, () => {
      this.#cancelTimer = this.#next();
      this.#check();
    });
  }

  [Symbol.dispose](): void {
    this.#cancelTimer();
  }
}
