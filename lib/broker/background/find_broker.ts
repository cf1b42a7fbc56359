import { type BrokerState, readBrokerState } from "./broker_state.ts";
import { DataLock } from "./data_lock.ts";

/** What is known about the broker on a directory; `busy` is one that is starting or stopping. */
export type BrokerSighting =
  | { readonly status: "stopped" }
  | { readonly status: "busy" }
  | { readonly status: "running"; readonly state: BrokerState };

/** Looks whether a broker, in whichever process, runs on this directory of data. */
export function findBroker(directory: string): BrokerSighting {
  if (!DataLock.isHeld(directory)) return { status: "stopped" };
  const state = readBrokerState(directory);
  return state === null ? { status: "busy" } : { status: "running", state };
}
