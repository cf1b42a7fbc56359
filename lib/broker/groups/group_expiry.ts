import type { Clock } from "../../async/timer.ts";
import { visible } from "../../text/visible.ts";
import type { BrokerSettings } from "../configs/broker_settings.ts";
import { StorageError } from "../log/commit_queue.ts";
import type { GroupCoordinator } from "./coordinator.ts";

/** Dependencies of {@link GroupExpiry}. */
export interface GroupExpiryOptions {
  readonly groups: GroupCoordinator;
  readonly settings: BrokerSettings;
  readonly clock: Clock;
  /** Logs one line. */
  log(line: string): void;
}

const minuteMs = 60_000;

/**
 * Deletes committed offsets that have been unused for `offsets.retention.minutes`, and groups that
 * have neither members nor offsets, every `offsets.retention.check.interval.ms`.
 */
export class GroupExpiry implements AsyncDisposable {
  readonly #options: GroupExpiryOptions;
  #cancelTimer: (() => void) | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: GroupExpiryOptions) {
    this.#options = options;
  }

  /** Starts the periodic checks. */
  start(): void {
    const { clock, settings } = this.#options;
    const intervalMs = settings.number("offsets.retention.check.interval.ms");
    this.#cancelTimer = clock.after(intervalMs, () => {
      this.#running = this.run().then(() => {
        if (!this.#isStopped) this.start();
      });
    });
  }

  /** Checks now; resolves when everything that has expired is deleted. */
  async run(): Promise<void> {
    const { groups, settings, log } = this.#options;
    try {
      await groups.expire(settings.number("offsets.retention.minutes") * minuteMs);
    } catch (error) {
      // The commit queue has logged the disk error.
      if (error instanceof StorageError) return;
      const found = error instanceof Error ? error.stack ?? error.message : String(error);
      log(visible(`Could not check for expired offsets: ${found}`));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer?.();
    await this.#running;
  }
}
