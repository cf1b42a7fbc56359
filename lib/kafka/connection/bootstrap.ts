import { resolvesWithin } from "../../async/resolves_within.ts";
import { UnreachableError } from "../../errors.ts";
import type { Address } from "../config.ts";
import { ConnectionLostError } from "./connection_error.ts";
import { summarize } from "./connection_summary.ts";

/** How long one address is tried before the next one is tried as well. */
const headStartMs = 1_000;

/**
 * Tries `addresses` in turn until one of them works, a second apart or as soon as one fails.
 *
 * @throws {FailedError} If none works and one of them rejects something, for example a login.
 * @throws {UnreachableError} If none works; its message says what was found at each.
 */
export async function firstToWork<T>(
  addresses: readonly Address[],
  attempt: (address: Address) => Promise<T>,
): Promise<T> {
  const failures: unknown[] = [];
  const worked = Promise.withResolvers<T>();
  const attempts: Promise<void>[] = [];
  let isDone = false;
  for (const [index, address] of addresses.entries()) {
    const running = attempt(address).then((value) => {
      isDone = true;
      worked.resolve(value);
    }, (error) => {
      failures.push(error);
    });
    attempts.push(running);
    if (index === addresses.length - 1) break;
    await headStart(Promise.race([running, worked.promise]));
    if (isDone) return worked.promise;
  }
  const failed = Promise.all(attempts).then(() => {
    if (!isDone) throw unreachable(summarize(failures));
    return worked.promise;
  });
  return await Promise.race([worked.promise, failed]);
}

async function headStart(promise: Promise<unknown>): Promise<void> {
  await resolvesWithin(promise, headStartMs);
}

function unreachable(error: unknown): unknown {
  if (!(error instanceof ConnectionLostError)) return error;
  const { message, hint } = error;
  return new UnreachableError(message, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  });
}
