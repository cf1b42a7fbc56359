import { after } from "../../async/timer.ts";

/** The clock of a {@link watchQuiet}. */
export interface QuietClock {
  /** Milliseconds since any fixed moment. */
  now(): number;
  /** Calls back after so many milliseconds; returns a function that cancels this. */
  after(delayMs: number, call: () => void): () => void;
}

/** Options of {@link watchQuiet}. */
export interface QuietOptions {
  readonly timeoutMs: number;
  /** When the last bytes arrived, on the same clock. */
  readonly heardAtMs: () => number;
  /** Called once, when nothing has arrived for `timeoutMs`. */
  readonly onQuiet: () => void;
  /** Default: the system's. */
  readonly clock?: QuietClock;
}

const systemClock: QuietClock = {
  now: () => performance.now(),
  after,
};

/**
 * Watches for a peer that no longer sends anything. A slow peer that still sends bytes does not
 * time out: a large response takes long on a slow link, and a retry would start over.
 *
 * @returns A function that ends the watch.
 */
export function watchQuiet(
  { timeoutMs, heardAtMs, onQuiet, clock = systemClock }: QuietOptions,
): () => void {
  const began = clock.now();
  const look = (): void => {
    const leftMs = Math.max(began, heardAtMs()) + timeoutMs - clock.now();
    if (leftMs > 0) cancel = clock.after(leftMs, look);
    else onQuiet();
  };
  let cancel = clock.after(timeoutMs, look);
  return () => cancel();
}
