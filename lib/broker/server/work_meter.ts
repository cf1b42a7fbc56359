/**
 * Measures the work of several requests that run in alternation: each promise that a request awaits
 * lets another one run. Time counts in equal shares for all requests that are running. So their
 * shares add up to the time that passed.
 */
export class WorkMeter {
  #runningCount = 0;
  #shareMs = 0;
  #at = 0;

  /** The share of one request since the beginning, in milliseconds, at the time `now`. */
  shareMs(now: number): number {
    if (this.#runningCount > 0) this.#shareMs += (now - this.#at) / this.#runningCount;
    this.#at = now;
    return this.#shareMs;
  }

  /** Counts a further request from now on. Returns the share of one request so far. */
  start(now: number): number {
    const shareMs = this.shareMs(now);
    this.#runningCount += 1;
    return shareMs;
  }

  /** Counts a request no longer. Returns the share of one request so far. */
  stop(now: number): number {
    const shareMs = this.shareMs(now);
    this.#runningCount -= 1;
    return shareMs;
  }
}
