import { visible } from "../../text/visible.ts";
import type { Clock, Timer } from "../clock.ts";
import type { BrokerSettings } from "../configs/broker_settings.ts";
import { StorageError } from "../log/commit_queue.ts";
import type { GroupCoordinator } from "./coordinator.ts";

/** What the expiry of groups works with. */
export interface GroupExpiryOptions {
  readonly groups: GroupCoordinator;
  readonly settings: BrokerSettings;
  readonly clock: Clock;
  /** One line for the people who run the broker. */
  log(line: string): void;
}

const minuteMs = 60_000;

/**
 * Removes committed offsets that nobody has needed for `offsets.retention.minutes`, and groups that
 * have neither members nor offsets, every `offsets.retention.check.interval.ms`.
 */
export class GroupExpiry implements AsyncDisposable {
  readonly #options: GroupExpiryOptions;
  #timer: Timer | null = null;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: GroupExpiryOptions) {
    this.#options = options;
  }

  /** Begins to look at times. */
  start(): void {
    const { clock, settings } = this.#options;
    const intervalMs = settings.number("offsets.retention.check.interval.ms");
    this.#timer = clock.after(intervalMs, () => {
      this.#running = this.run().then(() => {
        if (!this.#isStopped) this.start();
      });
    });
  }

  /** Looks now; resolves when all that had to go is gone. */
  async run(): Promise<void> {
    const { groups, settings, log } = this.#options;
    try {
      await groups.expire(settings.number("offsets.retention.minutes") * minuteMs);
    } catch (error) {
      // A disk that refuses has been told of by the commit queue.
      if (error instanceof StorageError) return;
      const found = error instanceof Error ? error.stack ?? error.message : String(error);
      log(visible(`Could not check for expired offsets: ${found}`));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#running;
  }
}
