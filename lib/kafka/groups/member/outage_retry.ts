import { delay } from "../../../async/delay.ts";
import { backoffMs } from "../../backoff.ts";
import { ConnectionLostError } from "../../connection/connection_error.ts";
import { KafkaError } from "../../kafka_error.ts";

/** Options of {@link OutageRetry}. */
export interface OutageRetryOptions {
  /** Called when several attempts in a row have failed. */
  readonly onOutage: (error: Error) => void;
  /** Called when one succeeds after that. */
  readonly onRecovery: () => void;
}

/** Failed attempts before this is reported: 350 ms. */
const maxUnreportedFailures = 4;

/** Repeats attempts that fail because a broker is unreachable, or asks to try again later. */
export class OutageRetry {
  readonly #options: OutageRetryOptions;
  #failures = 0;

  constructor(options: OutageRetryOptions) {
    this.#options = options;
  }

  /**
   * Calls `attempt` until it succeeds, without limit; the delay grows from 50 ms to 1 s.
   *
   * @throws Every error of `attempt` that a retry does not help against.
   * @throws The signal's reason, when it aborts.
   */
  async run<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    while (true) {
      try {
        const value = await attempt();
        if (this.#failures >= maxUnreportedFailures) this.#options.onRecovery();
        this.#failures = 0;
        return value;
      } catch (error) {
        signal.throwIfAborted();
        if (!isOutage(error)) throw error;
        this.#failures += 1;
        if (this.#failures === maxUnreportedFailures) this.#options.onOutage(error);
        await delay(backoffMs(this.#failures), signal);
      }
    }
  }
}

function isOutage(error: unknown): error is Error {
  return error instanceof ConnectionLostError || (error instanceof KafkaError && error.retriable);
}
