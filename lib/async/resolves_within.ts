import { after } from "./timer.ts";

/**
 * Waits for a promise, for at most `timeoutMs` milliseconds; returns whether it resolved in time. A
 * rejection after that is ignored.
 *
 * @throws The reason of the promise if it rejects in time.
 */
export async function resolvesWithin(
  promise: Promise<unknown>,
  timeoutMs: number,
): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const cancel = after(timeoutMs, () => late.resolve(false));
  try {
    return await Promise.race([promise.then(() => true), late.promise]);
  } finally {
    cancel();
  }
}
