import type { Clock } from "../../async/timer.ts";
import type { LimitWatch } from "../limit_watch.ts";
import type { LogChange, PartitionLog } from "./partition_log.ts";

/** The state of a partition's log when a request read it. */
export interface SeenLog {
  readonly log: PartitionLog;
  readonly appendedBytes: number;
  readonly logStartOffset: bigint;
}

/** Conditions that end the wait of a parked request. */
export interface ParkOptions {
  readonly logs: readonly SeenLog[];
  /** How many bytes must be appended after the state in `logs`. */
  readonly missingBytes: number;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** Returns the state of a partition's log, for {@link ParkOptions.logs}. */
export function seen(log: PartitionLog): SeenLog {
  return { log, appendedBytes: log.appendedBytes, logStartOffset: log.logStartOffset };
}

/** The long polls that wait for records. Limits their number. */
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
   * Waits until enough bytes are appended to the logs, or until one of them is cut or deleted.
   *
   * Resolves with false if that does not happen in time, if the signal aborts, or at once if too
   * many requests are already waiting.
   */
  async wait(options: ParkOptions): Promise<boolean> {
    let missingBytes = options.missingBytes;
    for (const { log, appendedBytes, logStartOffset } of options.logs) {
      missingBytes -= log.appendedBytes - appendedBytes;
      if (log.isDeleted || log.logStartOffset !== logStartOffset) return true;
    }
    if (missingBytes <= 0) return true;
    if (options.signal.aborted || options.waitMs <= 0) return false;
    if (!this.#limitWatch.allows("maxParkedRequests", this.#count + 1)) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const onChange = (change: LogChange): void => {
      if (change.kind === "appended") missingBytes -= change.sizeBytes;
      if (change.kind === "cut" || missingBytes <= 0) resolve(true);
    };
    const end = (): void => resolve(false);
    const cancelTimer = this.#clock.after(options.waitMs, end);
    const unsubscribe = options.logs.map(({ log }) => log.onChange(onChange));
    options.signal.addEventListener("abort", end, { once: true });
    this.#count += 1;
    try {
      return await promise;
    } finally {
      this.#count -= 1;
      cancelTimer();
      for (const stop of unsubscribe) stop();
      options.signal.removeEventListener("abort", end);
    }
  }
}
