/** Options of an allowance. */
export interface WorkAllowanceOptions {
  /** The most that it holds, in milliseconds of work. */
  readonly maxMs: number;
  /** How much work it gains per millisecond. */
  readonly gain: number;
}

/** A new connection has this part of the allowance: many may connect at once. */
const startPart = 0.125;

/**
 * The work that one connection may do at once, without waiting for a turn. It is spent by working
 * and grows with time. So a connection that works little is always served at once.
 */
export class WorkAllowance {
  readonly #options: WorkAllowanceOptions;
  #leftMs: number;
  #at: number;

  /** @param now The time in milliseconds; an eighth of the allowance is there at the start. */
  constructor(options: WorkAllowanceOptions, now: number) {
    this.#options = options;
    this.#leftMs = options.maxMs * startPart;
    this.#at = now;
  }

  /** How much is left at the time `now`, in milliseconds; not above 0 if it is spent. */
  leftMs(now: number): number {
    const { maxMs, gain } = this.#options;
    this.#leftMs = Math.min(maxMs, this.#leftMs + gain * (now - this.#at));
    this.#at = now;
    return this.#leftMs;
  }

  /** Spends `workedMs`; the debt is limited to a full allowance. */
  spend(workedMs: number, now: number): void {
    this.#leftMs = Math.max(-this.#options.maxMs, this.leftMs(now) - workedMs);
  }
}
