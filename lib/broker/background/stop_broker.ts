import { FailedError } from "../../errors.ts";
import { type BrokerState, readBrokerState } from "./broker_state.ts";
import { findBroker } from "./find_broker.ts";
import { poll } from "./poll.ts";

/** A broker stops within a second; a disk may be slow. */
const stopTimeoutMs = 30_000;

/**
 * Stops the broker on this directory and waits until the directory is free; null if none runs.
 *
 * Only a process whose lock on its own state proves that it is this broker gets a signal.
 *
 * @throws {FailedError} If it does not stop, or if an unknown process has locked the data.
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
      `Cannot stop the broker on "${directory}": an unknown process has locked the data`,
    );
  }
  if (state.found === null) return null;
  const { pid } = requireOwn(directory);
  terminate(pid);
  const options = { timeoutMs: stopTimeoutMs, signal };
  if (await poll(() => isGone(directory, pid) || undefined, options)) return state.found;
  throw new FailedError(
    `Cannot stop the broker on "${directory}": process ${pid} still holds the data after ` +
      `${stopTimeoutMs / 1000} s`,
    { hint: `Force it with kill -KILL ${pid}; acknowledged writes are on disk` },
  );
}

/** The state again, right before the signal, if it is the user's own: root could signal anyone. */
function requireOwn(directory: string): BrokerState {
  const state = readBrokerState(directory, { strict: true });
  if (state !== null) return state;
  throw new FailedError(`Cannot stop the broker on "${directory}": it belongs to another user`, {
    hint: "Stop it as the user who started it",
  });
}

/** Whether that broker has stopped; another one may have taken its place. */
function isGone(directory: string, pid: number): boolean {
  const sighting = findBroker(directory);
  return sighting.status === "stopped" ||
    (sighting.status === "running" && sighting.state.pid !== pid);
}

function terminate(pid: number): void {
  try {
    Deno.kill(pid, "SIGTERM");
  } catch (error) {
    // It has stopped by itself.
    if (error instanceof Deno.errors.NotFound) return;
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new FailedError(`Cannot stop the broker: process ${pid} belongs to another user`, {
      cause: error,
    });
  }
}
