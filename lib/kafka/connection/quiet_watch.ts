import { after } from "../../async/timer.ts";

/** Where a {@link watchQuiet} has its time from. */
export interface QuietClock {
  /** Milliseconds since any moment. */
  now(): number;
  /** Calls back after so many milliseconds, unless the function that it returns is called first. */
  after(delayMs: number, call: () => void): () => void;
}

/** What is watched, and for how long it may say nothing. */
export interface QuietOptions {
  readonly timeoutMs: number;
  /** When the last bytes came, in the clock's time; before the watch began for none. */
  readonly heardAtMs: () => number;
  /** Called once, when nothing has come for `timeoutMs`. */
  readonly onQuiet: () => void;
  /** The system's when left out. */
  readonly clock?: QuietClock;
}

const systemClock: QuietClock = {
  now: () => performance.now(),
  after,
};

/**
 * Watches for a peer that says nothing any more. One that is slow, and says a little now and then,
 * is left its time: a large answer takes long on a thin line, and asking again takes it once more.
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
