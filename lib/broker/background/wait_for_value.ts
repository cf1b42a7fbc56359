import { delay } from "../../async/delay.ts";

/** How long to wait for a value, and how often to probe for it. */
export interface WaitForValueOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /**
   * Pause after the first probe, in milliseconds. Each next one is 1.5 times as long, up to 200.
   */
  readonly firstPauseMs?: number;
}

const longestPauseMs = 200;
const growth = 1.5;

/**
 * Calls `probe` until it returns a value. This is for state that sends no event when it changes:
 * another process, its port, its locks.
 *
 * @returns The value; undefined if there is none after `timeoutMs`.
 * @throws The signal's reason, when it aborts first.
 */
export async function waitForValue<Value>(
  probe: () => Promise<Value | undefined> | Value | undefined,
  { timeoutMs, signal, firstPauseMs = 10 }: WaitForValueOptions,
): Promise<Value | undefined> {
  const deadlineMs = performance.now() + timeoutMs;
  for (let pauseMs = firstPauseMs;; pauseMs = Math.min(pauseMs * growth, longestPauseMs)) {
    signal.throwIfAborted();
    const value = await probe();
    if (value !== undefined) return value;
    const remainingMs = deadlineMs - performance.now();
    if (remainingMs <= 0) return undefined;
    await delay(Math.min(pauseMs, remainingMs), signal);
  }
}
