import { delay } from "../async/delay.ts";
import { backoffMs } from "./backoff.ts";
import { ConnectionLostError } from "./connection/connection_error.ts";

/**
 * Calls `attempt` until it no longer throws a {@link ConnectionLostError}, with growing pauses, and
 * returns its result. The number of attempts is not limited.
 *
 * @throws Whatever else `attempt` throws.
 * @throws The signal's reason, when it aborts during a pause.
 */
export async function retryUntilConnected<T>(
  attempt: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let failures = 1;; failures++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ConnectionLostError)) throw error;
      await delay(backoffMs(failures), signal);
    }
  }
}
