/**
 * Waits for `promise`, unless the signal aborts first; the result or error of `promise` is ignored
 * then.
 *
 * @throws The signal's reason if it aborts first.
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // Without a handler, a rejection after the abort would count as unhandled.
  promise.catch(() => {});
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
