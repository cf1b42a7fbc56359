import { type Clock, systemClock } from "./timer.ts";

/** Shorter waits add up instead: a timer cannot fire so often. */
const minWaitMs = 5;

/** Spreads items over time, one per interval. Time in which none comes is not made up for. */
export class Pacer {
  readonly #intervalMs: number;
  readonly #clock: Pick<Clock, "monotonicMs">;
  #nextAtMs = 0;

  /** @param intervalMs Time from one item to the next; 0 for no limit. */
  constructor(intervalMs: number, clock: Pick<Clock, "monotonicMs"> = systemClock) {
    this.#intervalMs = intervalMs;
    this.#clock = clock;
  }

  /** Returns how long to wait before the next item; 0 not to wait. */
  next(): number {
    if (this.#intervalMs === 0) return 0;
    const nowMs = this.#clock.monotonicMs();
    this.#nextAtMs = Math.max(this.#nextAtMs, nowMs);
    const waitMs = this.#nextAtMs - nowMs;
    this.#nextAtMs += this.#intervalMs;
    return waitMs < minWaitMs ? 0 : waitMs;
  }
}
