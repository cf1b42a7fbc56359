/** How long to ask, and how often. */
export interface PollOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Pause after the first try, in milliseconds; each further one is half longer, up to 200. */
  readonly firstPauseMs?: number;
}

const longestPauseMs = 200;
const growth = 1.5;

/**
 * Asks again and again until `probe` gives a value, for what tells nobody when it changes: another
 * process, its port, its locks. Undefined when the time is over first.
 *
 * @throws The signal's reason, when it aborts first.
 */
export async function poll<Value>(
  probe: () => Promise<Value | undefined> | Value | undefined,
  { timeoutMs, signal, firstPauseMs = 10 }: PollOptions,
): Promise<Value | undefined> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = firstPauseMs;; pauseMs = Math.min(pauseMs * growth, longestPauseMs)) {
    signal.throwIfAborted();
    const value = await probe();
    if (value !== undefined) return value;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return undefined;
    await pause(Math.min(pauseMs, leftMs), signal);
  }
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, delayMs);
  const wake = (): void => resolve();
  signal.addEventListener("abort", wake);
  if (signal.aborted) wake();
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", wake);
}
