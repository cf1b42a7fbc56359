import type { Clock } from "../../../lib/async/timer.ts";

interface Pending {
  readonly at: number;
  readonly action: () => void;
}

/** A clock that only the test moves; it runs the timers that are due, in order. */
export class ManualClock implements Clock {
  #time = 1_700_000_000_000;
  readonly #pending = new Set<Pending>();

  now(): number {
    return this.#time;
  }

  monotonicMs(): number {
    return this.#time;
  }

  after(delayMs: number, action: () => void): () => void {
    const pending = { at: this.#time + delayMs, action };
    this.#pending.add(pending);
    return () => void this.#pending.delete(pending);
  }

  /** The number of running timers. */
  get timerCount(): number {
    return this.#pending.size;
  }

  /** Advances the clock by `durationMs`, and runs each timer at its time. */
  advance(durationMs: number): void {
    const end = this.#time + durationMs;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#pending.delete(next);
      this.#time = Math.max(this.#time, next.at);
      next.action();
    }
    this.#time = end;
  }

  /** Advances the clock as if the process was suspended: due timers run late, at the end. */
  jump(durationMs: number): void {
    this.#time += durationMs;
    this.advance(0);
  }

  #next(end: number): Pending | undefined {
    return [...this.#pending].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
