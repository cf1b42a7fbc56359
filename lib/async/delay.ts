import { after } from "./timer.ts";

/**
 * Resolves after `delayMs` milliseconds, in a later turn of the event loop.
 *
 * @throws The signal's reason, if it aborts first.
 */
export async function delay(delayMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cancel = after(delayMs, resolve);
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    await promise;
  } finally {
    cancel();
    signal.removeEventListener("abort", abort);
  }
}
