import { delay } from "../../async/delay.ts";
import { after } from "../../async/timer.ts";
import { FailedError } from "../../errors.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import { backoffMs } from "../backoff.ts";
import type { KafkaClient } from "../client.ts";
import { ConnectionLostError } from "../connection/connection_error.ts";
import { settleAll } from "../settle_all.ts";

const defaultTimeoutMs = 30_000;
/** Limit for one broker, so that a dying one does not use up all the time. */
const askTimeoutMs = 5_000;

/** Options of a request to one broker. */
export interface BrokerOptions {
  readonly node: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Waits until every reachable broker knows of a change: the controller confirms it before the
 * brokers apply it. Default for `timeoutMs`: 30 s.
 *
 * @param isKnown Asks one broker whether it knows of the change.
 * @throws {FailedError} If the time is over; the message names a broker.
 * @throws Every error of `isKnown` except a `ConnectionLostError`.
 */
export async function awaitBrokers(
  client: KafkaClient,
  isKnown: (options: BrokerOptions) => Promise<boolean>,
  { signal, timeoutMs = defaultTimeoutMs }: AdminOptions = {},
): Promise<void> {
  const over = new AbortController();
  const cancel = after(timeoutMs, () => over.abort());
  const until = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  let open = client.nodes.map(({ id }) => id);
  try {
    for (let round = 1;; round++) {
      const known = await settleAll(open.map((node) => ask(isKnown, node, until)));
      open = open.filter((_, index) => !known[index]);
      if (open.length === 0) return;
      await delay(backoffMs(round), until);
    }
  } catch (error) {
    if (!over.signal.aborted || signal?.aborted) throw error;
    throw new FailedError(
      `Cannot confirm that all brokers agree within ${timeoutMs / 1000} s: ` +
        `broker ${open[0]} does not know of the change yet`,
      { hint: "The brokers may still catch up; check again later" },
    );
  } finally {
    cancel();
  }
}

/** A broker that is unreachable learns of the change when it starts. */
async function ask(
  isKnown: (options: BrokerOptions) => Promise<boolean>,
  node: number,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await isKnown({ node, timeoutMs: askTimeoutMs, signal });
  } catch (error) {
    if (!(error instanceof ConnectionLostError)) throw error;
    return true;
  }
}
