import type { BrokerState } from "../../../lib/broker/background/broker_state.ts";
import { descriptorLimit } from "../../../lib/broker/background/descriptor_limit.ts";
import { findBroker } from "../../../lib/broker/background/find_broker.ts";
import { waitForValue } from "../../../lib/broker/background/wait_for_value.ts";
import { makeDataDirectory } from "../../../lib/broker/data_directory.ts";
import type { Context } from "../../../lib/context.ts";
import { FailedError } from "../../../lib/errors.ts";
import { withDataHints } from "./data_hints.ts";
import { devArguments, type DevOptions } from "./dev_options.ts";
import { launchBroker, type ProgramCommand } from "./launch_broker.ts";
import { ownCommand } from "./own_command.ts";

/** Time limit for a broker that another process is starting; a long log takes time to open. */
const startTimeoutMs = 60_000;

/** Starts the process of a broker. Resolves when it is ready; rejects if it does not start. */
export type Launch = (command: ProgramCommand, signal: AbortSignal) => Promise<unknown>;

/** A broker in the background, and whether this call started it. */
export interface BackgroundBroker {
  readonly state: BrokerState;
  readonly isNew: boolean;
}

/**
 * Starts a broker in the background. If one is running on `directory`, or if another process starts
 * one there at the same time, finds that one instead.
 *
 * @throws {UsageError} If the broker rejects an option.
 * @throws {FailedError} If the broker cannot start; with the error that it printed.
 * @throws The signal's reason, when it aborts first.
 */
export async function startInBackground(
  options: DevOptions,
  directory: string,
  { signal, mainModule }: Pick<Context, "signal" | "mainModule">,
  launch: Launch = launchBroker,
): Promise<BackgroundBroker> {
  const running = await findReady(directory, signal);
  if (running !== null) return { state: running, isNew: false };
  // The broker process has no permission to run a shell or to read the parent directory.
  await withDataHints(() => makeDataDirectory(directory));
  const fileDescriptors = await descriptorLimit();
  const allOptions = {
    ...options,
    data: directory,
    ...(fileDescriptors === null ? {} : { fileDescriptors }),
  };
  const words = ["dev", "--background", ...devArguments(allOptions)];
  try {
    await launch(ownCommand(words, directory, mainModule), signal);
  } catch (error) {
    signal.throwIfAborted();
    // Another process may have locked the data first; then use its broker.
    const other = await findReady(directory, signal);
    if (other === null) throw error;
    return { state: other, isNew: false };
  }
  const state = await findReady(directory, signal);
  if (state !== null) return { state, isNew: true };
  throw new FailedError(
    `Cannot start the broker on "${directory}": it exited right after starting`,
    {
      hint: `See ${directory}/broker.log`,
    },
  );
}

/** Waits while a broker on the directory starts or stops. Returns its state; null if none runs. */
async function findReady(directory: string, signal: AbortSignal): Promise<BrokerState | null> {
  const probe = (): { readonly state: BrokerState | null } | undefined => {
    const sighting = findBroker(directory);
    if (sighting.status === "busy") return undefined;
    return { state: sighting.status === "running" ? sighting.state : null };
  };
  const found = await withDataHints(() =>
    waitForValue(probe, { timeoutMs: startTimeoutMs, signal })
  );
  if (found !== undefined) return found.state;
  throw new FailedError(
    `Cannot find the broker on "${directory}": a process has locked the data for ` +
      `${startTimeoutMs / 1000} s but is not ready`,
    { hint: `See ${directory}/broker.log` },
  );
}
