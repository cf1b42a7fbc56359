const firstDelayMs = 50;
const longestDelayMs = 1000;

/** How long to wait before the next attempt: 50 ms after one failure, doubling up to 1 s. */
export function backoffMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs);
}

/**
 * Resolves after `delayMs`.
 *
 * @throws The signal's reason, when it aborts first.
 */
export function delay(delayMs: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (signal.aborted) return Promise.reject(signal.reason);
  const abort = (): void => {
    clearTimeout(timer);
    reject(signal.reason);
  };
  const timer = setTimeout(() => {
    signal.removeEventListener("abort", abort);
    resolve();
  }, delayMs);
  signal.addEventListener("abort", abort, { once: true });
  return promise;
}
