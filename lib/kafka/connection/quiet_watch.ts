import { type Clock, systemClock } from "../../async/timer.ts";

/** Options of {@link watchQuiet}. */
export interface QuietOptions {
  readonly timeoutMs: number;
  /** When the last bytes arrived, as `clock.monotonicMs()`. */
  readonly heardAtMs: () => number;
  /** Called once, when nothing has arrived for `timeoutMs`. */
  readonly onQuiet: () => void;
  /** Default: the system's. */
  readonly clock?: Pick<Clock, "monotonicMs" | "after">;
}

/**
 * Watches for a peer that no longer sends anything. A slow peer that still sends bytes does not
 * time out: a large response takes long on a slow link, and a retry would start over.
 *
 * @returns A function that ends the watch.
 */
export function watchQuiet(
  { timeoutMs, heardAtMs, onQuiet, clock = systemClock }: QuietOptions,
): () => void {
  const beganMs = clock.monotonicMs();
  const look = (): void => {
    const leftMs = Math.max(beganMs, heardAtMs()) + timeoutMs - clock.monotonicMs();
    if (leftMs > 0) cancel = clock.after(leftMs, look);
    else onQuiet();
  };
  let cancel = clock.after(timeoutMs, look);
  return () => cancel();
}
