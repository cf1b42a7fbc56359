/** A request may work for this part of a slice if others used the slice before it. */
const latePart = 0.25;

/** After so many slices, further requests wait for their turn. */
const maxSlices = 2;

/** The same for connections whose requests are short: there may be many of them at once. */
const maxShortSlices = 32;

/**
 * The work that connections do without a turn between two moments, for example two checks of the
 * sockets. Each stretch is short, but many of them together would keep other clients waiting.
 */
export class WorkBurst {
  readonly #sliceMs: number;
  readonly #schedule: (end: () => void) => void;
  #workedMs = 0;

  /** @param schedule Called with the end of the burst when it begins; calls it once it is over. */
  constructor(sliceMs: number, schedule: (end: () => void) => void) {
    this.#sliceMs = sliceMs;
    this.#schedule = schedule;
  }

  /**
   * How long a request that starts now may work, in milliseconds; 0 if it has to wait.
   *
   * @param isShort Whether the request before it, of the same connection, was short.
   */
  allowedMs(isShort: boolean): number {
    const slices = isShort ? maxShortSlices : maxSlices;
    if (this.#workedMs >= slices * this.#sliceMs) return 0;
    return Math.max(this.#sliceMs - this.#workedMs, latePart * this.#sliceMs);
  }

  /** Counts a stretch of work. */
  add(workedMs: number): void {
    if (this.#workedMs === 0) this.#schedule(() => this.#workedMs = 0);
    this.#workedMs += Math.max(workedMs, Number.MIN_VALUE);
  }
}
