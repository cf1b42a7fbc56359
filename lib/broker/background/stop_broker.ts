import { FailedError } from "../../errors.ts";
import { type BrokerState, readBrokerState } from "./broker_state.ts";
import { findBroker } from "./find_broker.ts";
import { waitForValue } from "./wait_for_value.ts";

/** A broker usually stops within a second, but a disk may be slow. */
const stopTimeoutMs = 30_000;

/**
 * Stops the broker on this directory and waits until the directory is free. Returns the state of
 * the broker; null if none was running.
 *
 * Sends the signal only to a process whose lock on its state proves that it is this broker.
 *
 * @throws {FailedError} If it does not stop, or if an unknown process has locked the data.
 * @throws The signal's reason, when it aborts first.
 */
export async function stopBroker(
  directory: string,
  signal: AbortSignal,
): Promise<BrokerState | null> {
  const state = await waitForValue(() => {
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
  if (await waitForValue(() => isGone(directory, pid) || undefined, options)) return state.found;
  throw new FailedError(
    `Cannot stop the broker on "${directory}": process ${pid} still holds the data after ` +
      `${stopTimeoutMs / 1000} s`,
    { hint: `Force it with kill -KILL ${pid}; acknowledged writes are on disk` },
  );
}

/** Reads the state again right before the signal, and requires that this user owns the broker. */
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
    // It has already exited.
    if (error instanceof Deno.errors.NotFound) return;
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new FailedError(`Cannot stop the broker: process ${pid} belongs to another user`, {
      cause: error,
    });
  }
}
