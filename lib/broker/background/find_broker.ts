import { type BrokerFailure, readBrokerFailure } from "./broker_failure.ts";
import { type BrokerState, readBrokerState } from "./broker_state.ts";
import { DataLock } from "./data_lock.ts";

/**
 * The state of the broker on a directory. `busy` means that it is starting or stopping, or that
 * this user cannot identify it. `failure` states why the last one stopped by itself.
 */
export type BrokerSighting =
  | { readonly status: "stopped"; readonly failure?: BrokerFailure }
  | { readonly status: "busy" }
  | { readonly status: "running"; readonly state: BrokerState };

/**
 * Checks whether a broker, in any process, runs on this directory of data.
 *
 * @throws {DataError} If the directory cannot be read.
 */
export function findBroker(directory: string): BrokerSighting {
  if (!DataLock.isHeld(directory)) {
    const failure = readBrokerFailure(directory);
    return { status: "stopped", ...(failure && { failure }) };
  }
  const state = readBrokerState(directory);
  return state === null ? { status: "busy" } : { status: "running", state };
}
