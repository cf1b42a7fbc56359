import type { Clock, Timer } from "./clock.ts";

/** How often an idle broker checks its files; each commit checks them too. */
const intervalMs = 1000;

/** Calls `check` once a second until it is disposed of. */
export class DataWatch implements Disposable {
  readonly #clock: Clock;
  readonly #check: () => void;
  #timer: Timer;

  constructor(clock: Clock, check: () => void) {
    this.#clock = clock;
    this.#check = check;
    this.#timer = this.#next();
  }

  #next(): Timer {
    return this.#clock.after(intervalMs, () => {
      this.#timer = this.#next();
      this.#check();
    });
  }

  [Symbol.dispose](): void {
    this.#timer.cancel();
  }
}
