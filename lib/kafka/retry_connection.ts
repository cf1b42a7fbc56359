import { delay } from "../async/delay.ts";
import { backoffMs } from "./backoff.ts";
import { ConnectionLostError } from "./connection/connection_error.ts";

/**
 * Calls `attempt` again after each lost connection, until it succeeds. Retries without limit, with
 * a delay that grows from 50 ms to 1 s.
 *
 * @throws Every other error of `attempt`, at once.
 * @throws The signal's reason if it aborts during a delay.
 */
export async function retryConnection<T>(
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
