import { setTimeout as pause } from "node:timers/promises";
import { UnhealthyError, UnreachableError, WahError } from "../../lib/errors.ts";
import type { HealthReport } from "./check.ts";

/** Looks at the cluster once. */
export type Look = (signal: AbortSignal) => Promise<HealthReport>;

/** How to look again and again. */
export interface PollOptions {
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

/** Where a watch says what it sees. */
export interface WatchListener {
  /**
   * Called for the first report, for each that differs from the last in more than which broker the
   * controller is, and after failed looks.
   */
  readonly onReport: (report: HealthReport) => Promise<void>;
  /** Called for the first of several failed looks that fail alike. */
  readonly onFailure: (failure: WahError) => Promise<void>;
}

/**
 * Looks until the signal aborts, whatever a look brings.
 *
 * @throws The signal's reason.
 * @throws Whatever `look` throws that is neither a refusal nor silence of the cluster.
 */
export async function watchHealth(
  look: Look,
  { onReport, onFailure }: WatchListener,
  { intervalMs, signal }: PollOptions,
): Promise<never> {
  let last = "";
  while (true) {
    const found = await lookOnce(look, signal);
    const now = found instanceof WahError ? found.message : essenceOf(found);
    if (now !== last) await (found instanceof WahError ? onFailure(found) : onReport(found));
    last = now;
    await pauseFor(intervalMs, signal);
  }
}

/**
 * Looks until the cluster is healthy, at most for `timeoutMs`, when a look is broken off.
 *
 * @returns The last report: the healthy one, or what stood when the time was over.
 * @throws {UnreachableError} When the time was over and the last look brought no answer.
 */
export async function awaitHealthy(
  look: Look,
  { intervalMs, signal, timeoutMs }: PollOptions & { readonly timeoutMs: number },
): Promise<HealthReport> {
  const over = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, over]);
  let last: HealthReport | WahError = new UnreachableError(
    `Cannot see a healthy cluster within ${timeoutMs / 1000} s: no answer so far`,
  );
  try {
    while (true) {
      last = await lookOnce(look, either);
      if (!(last instanceof WahError) && last.healthy) return last;
      await pauseFor(intervalMs, either);
    }
  } catch (error) {
    if (!over.aborted || signal.aborted) throw error;
    if (last instanceof WahError) throw last;
    return last;
  }
}

/** The error of an unhealthy cluster: its reasons in one line. */
export function unhealthyError({ reasons }: HealthReport): UnhealthyError {
  return new UnhealthyError(`Cannot report a healthy cluster: ${reasons.join(", ")}`);
}

/**
 * What two reports have to differ in to differ. Which broker is the controller is no part of it:
 * on KRaft the brokers name one of themselves at random, another one at each look.
 */
function essenceOf({ kafka, ...report }: HealthReport): string {
  return JSON.stringify({ ...report, kafka: { ...kafka, controller: kafka.controller !== null } });
}

/** What a person could do something about is an answer too; wrong usage does not get better. */
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

async function pauseFor(intervalMs: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(intervalMs, undefined, { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}
