import { delay } from "../../lib/async/delay.ts";
import { UnreachableError, WahError } from "../../lib/errors.ts";
import type { HealthReport } from "./_check.ts";

/** Checks the cluster once. */
export type Look = (signal: AbortSignal) => Promise<HealthReport>;

/** Options of {@link watchHealth} and {@link awaitHealthy}. */
export interface HealthPollOptions {
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

/** The callbacks of {@link watchHealth}. */
export interface WatchListener {
  /**
   * Called for the first report, for each that differs from the last one in more than the id of the
   * controller, and after failed checks.
   */
  readonly onReport: (report: HealthReport) => Promise<void>;
  /** Called for the first of several checks that fail in the same way. */
  readonly onFailure: (failure: WahError) => Promise<void>;
}

/**
 * Checks until the signal aborts, whatever the results are.
 *
 * @throws The signal's reason.
 * @throws Whatever `look` throws, except errors of kind "failed" and "unreachable".
 */
export async function watchHealth(
  look: Look,
  { onReport, onFailure }: WatchListener,
  { intervalMs, signal }: HealthPollOptions,
): Promise<never> {
  let last = "";
  while (true) {
    const found = await lookOnce(look, signal);
    const now = found instanceof WahError ? found.message : essenceOf(found);
    if (now !== last) await (found instanceof WahError ? onFailure(found) : onReport(found));
    last = now;
    await delay(intervalMs, signal);
  }
}

/**
 * Checks until the cluster is healthy, for at most `timeoutMs`; a pending check is then aborted.
 *
 * @returns The last report: the healthy one, or the latest when the time is over.
 * @throws {UnreachableError} If the time is over and the last check got no response.
 */
export async function awaitHealthy(
  look: Look,
  { intervalMs, signal, timeoutMs }: HealthPollOptions & { readonly timeoutMs: number },
): Promise<HealthReport> {
  const over = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, over]);
  let last: HealthReport | WahError = new UnreachableError(
    `Cannot check the cluster within ${timeoutMs / 1000} s: no response`,
  );
  try {
    while (true) {
      last = await lookOnce(look, either);
      if (!(last instanceof WahError) && last.healthy) return last;
      await delay(intervalMs, either);
    }
  } catch (error) {
    if (!over.aborted || signal.aborted) throw error;
    if (last instanceof WahError) throw last;
    return last;
  }
}

/**
 * Returns a text that is equal for equal reports. It omits the id of the controller, because on
 * KRaft, brokers report a random broker as the controller, another one in each response.
 */
function essenceOf({ kafka, ...report }: HealthReport): string {
  return JSON.stringify({ ...report, kafka: { ...kafka, controller: kafka.controller !== null } });
}

/** Returns "unreachable" and "failed" errors, which may pass; rethrows all others. */
async function lookOnce(look: Look, signal: AbortSignal): Promise<HealthReport | WahError> {
  try {
    return await look(signal);
  } catch (error) {
    const mayPass = error instanceof WahError &&
      (error.kind === "unreachable" || error.kind === "failed");
    if (mayPass) return error;
    throw error;
  }
}
