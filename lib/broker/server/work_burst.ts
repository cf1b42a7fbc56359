/** Options of a burst. */
export interface WorkBurstOptions {
  /** How long the first request may work, in milliseconds. */
  readonly sliceMs: number;
  /**
   * Calls `action` once the runtime has checked all sockets; default: a timer, since the runtime
   * checks timers and sockets together.
   */
  readonly afterSockets?: (action: () => void) => void;
}

/** A request may work for this part of a slice if others used the slice before it. */
const latePart = 0.25;

/** After so many slices, further requests wait for their turn. */
const maxSlices = 2;

/**
 * The work that connections do without a turn until the sockets are checked again. Each stretch is
 * short, but many of them together would keep the sockets waiting.
 */
export class WorkBurst {
  readonly #sliceMs: number;
  readonly #afterSockets: (action: () => void) => void;
  #workedMs = 0;

  constructor(options: WorkBurstOptions) {
    this.#sliceMs = options.sliceMs;
    this.#afterSockets = options.afterSockets ?? ((action) => void setTimeout(action, 0));
  }

  /** How long a request that starts now may work, in milliseconds; 0 if it has to wait. */
  get allowedMs(): number {
    if (this.#workedMs >= maxSlices * this.#sliceMs) return 0;
    return Math.max(this.#sliceMs - this.#workedMs, latePart * this.#sliceMs);
  }

  /** Whether a slice was worked. */
  get isLong(): boolean {
    return this.#workedMs >= this.#sliceMs;
  }

  /** Counts a stretch of work. */
  add(workedMs: number): void {
    if (this.#workedMs === 0) this.#afterSockets(() => this.#workedMs = 0);
    this.#workedMs += Math.max(workedMs, Number.MIN_VALUE);
  }
}
