import { FailedError } from "../../errors.ts";
import type { BrokerState } from "./broker_state.ts";
import { findBroker } from "./find_broker.ts";
import { poll } from "./poll.ts";

/** A broker stops within a second; a disk may be slow. */
const stopTimeoutMs = 30_000;

/**
 * Ends the broker on this directory and waits until the directory is free; null when none runs.
 *
 * @throws {FailedError} When it does not end.
 * @throws The signal's reason, when it aborts first.
 */
export async function stopBroker(
  directory: string,
  signal: AbortSignal,
): Promise<BrokerState | null> {
  const state = await poll(() => {
    const sighting = findBroker(directory);
    if (sighting.status === "busy") return undefined;
    return sighting.status === "running" ? { found: sighting.state } : { found: null };
  }, { timeoutMs: stopTimeoutMs, signal });
  if (state === undefined) {
    throw new FailedError(
      `Cannot stop the broker on "${directory}": a process has the data, but does not say which`,
    );
  }
  if (state.found === null) return null;
  const { pid } = state.found;
  terminate(pid);
  const options = { timeoutMs: stopTimeoutMs, signal };
  if (await poll(() => isGone(directory, pid) || undefined, options)) return state.found;
  throw new FailedError(
    `Cannot stop the broker on "${directory}": process ${pid} still has the data after ` +
      `${stopTimeoutMs / 1000} s`,
    { hint: `End it with kill -KILL ${pid}, what it has acknowledged is on disk` },
  );
}

/** Gone, or followed by another one. */
function isGone(directory: string, pid: number): boolean {
  const sighting = findBroker(directory);
  return sighting.status === "stopped" ||
    (sighting.status === "running" && sighting.state.pid !== pid);
}

function terminate(pid: number): void {
  try {
    Deno.kill(pid, "SIGTERM");
  } catch (error) {
    // It was about to end anyway.
    if (error instanceof Deno.errors.NotFound) return;
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new FailedError(`Cannot stop the broker: process ${pid} is another user's`, {
      cause: error,
    });
  }
}
