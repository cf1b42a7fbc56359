import type { Clock } from "../clock.ts";
import type { LimitWatch } from "../limit_watch.ts";
import type { PartitionLog } from "./partition_log.ts";

/** What ends the wait of a parked request. */
export interface ParkOptions {
  /** Partitions whose every change is a reason to look again. */
  readonly partitions: readonly PartitionLog[];
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Whether the wait may end; asked once after all the changes of one commit. */
  readonly satisfied: () => boolean;
}

/** The long polls that wait for records, and how many of them there may be. */
export class ParkedRequests {
  readonly #clock: Clock;
  readonly #limitWatch: Pick<LimitWatch, "allows">;
  #count = 0;

  constructor(clock: Clock, limitWatch: Pick<LimitWatch, "allows">) {
    this.#clock = clock;
    this.#limitWatch = limitWatch;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Waits until `satisfied` holds after a change, the time is up, or the signal is aborted; at once
   * when too many wait already.
   *
   * @throws Whatever `satisfied` throws; whoever makes the change knows nothing of it.
   */
  async wait(options: ParkOptions): Promise<void> {
    if (options.signal.aborted) return;
    if (!this.#limitWatch.allows("maxParkedRequests", this.#count + 1)) return;
    let ended = false;
    let wake = Promise.withResolvers<void>();
    const change = (): void => wake.resolve();
    const end = (): void => {
      ended = true;
      wake.resolve();
    };
    const timer = this.#clock.after(options.waitMs, end);
    const unsubscribe = options.partitions.map((partition) => partition.onChange(change));
    options.signal.addEventListener("abort", end, { once: true });
    this.#count += 1;
    try {
      do {
        await wake.promise;
        wake = Promise.withResolvers();
      } while (!ended && !options.satisfied());
    } finally {
      this.#count -= 1;
      timer.cancel();
      for (const stop of unsubscribe) stop();
      options.signal.removeEventListener("abort", end);
    }
  }
}
