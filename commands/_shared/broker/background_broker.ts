import type { BrokerState } from "../../../lib/broker/background/broker_state.ts";
import { descriptorLimit } from "../../../lib/broker/background/descriptor_limit.ts";
import { findBroker } from "../../../lib/broker/background/find_broker.ts";
import { type CommandLine, launchBroker } from "../../../lib/broker/background/launch_broker.ts";
import { poll } from "../../../lib/broker/background/poll.ts";
import { makeDataDirectory } from "../../../lib/broker/data_directory.ts";
import type { Context } from "../../../lib/context.ts";
import { FailedError } from "../../../lib/errors.ts";
import { devArguments, type DevOptions } from "./dev_options.ts";
import { ownCommand } from "./own_command.ts";

/** How long a broker that another process is starting may take; a long log takes time to open. */
const startTimeoutMs = 60_000;

/** Starts the process of a broker, resolves when it is ready, throws why it is not. */
export type Launch = (command: CommandLine, signal: AbortSignal) => Promise<unknown>;

/** A broker in the background, and whether this call started it. */
export interface BackgroundBroker {
  readonly state: BrokerState;
  readonly isNew: boolean;
}

/**
 * Starts a broker in the background, or finds the one that runs on `directory`, or that another
 * process starts there at the same moment.
 *
 * @throws {UsageError} When it refuses an option.
 * @throws {FailedError} When it cannot start, with its own words.
 * @throws The signal's reason, when it aborts first.
 */
export async function startInBackground(
  options: DevOptions,
  directory: string,
  { signal, mainModule }: Pick<Context, "signal" | "mainModule">,
  launch: Launch = launchBroker,
): Promise<BackgroundBroker> {
  const running = await settled(directory, signal);
  if (running !== null) return { state: running, isNew: false };
  // The broker itself may neither ask a shell nor look at where its directory lies.
  makeDataDirectory(directory);
  const fileDescriptors = await descriptorLimit();
  const settledOptions = {
    ...options,
    data: directory,
    ...(fileDescriptors === null ? {} : { fileDescriptors }),
  };
  const words = ["dev", "--background", ...devArguments(settledOptions)];
  try {
    await launch(ownCommand(words, directory, mainModule), signal);
  } catch (error) {
    signal.throwIfAborted();
    // Whoever lost the data to another process finds the other one's broker.
    const winner = await settled(directory, signal);
    if (winner === null) throw error;
    return { state: winner, isNew: false };
  }
  const state = await settled(directory, signal);
  if (state !== null) return { state, isNew: true };
  throw new FailedError(
    `Cannot start the broker on "${directory}": it exited right after starting`,
    {
      hint: `See ${directory}/broker.log`,
    },
  );
}

/** The broker on a directory once it neither starts nor stops; null when there is none. */
async function settled(directory: string, signal: AbortSignal): Promise<BrokerState | null> {
  const found = await poll(() => {
    const sighting = findBroker(directory);
    if (sighting.status === "busy") return undefined;
    return { state: sighting.status === "running" ? sighting.state : null };
  }, { timeoutMs: startTimeoutMs, signal });
  if (found !== undefined) return found.state;
  throw new FailedError(
    `Cannot find the broker on "${directory}": a process has locked the data for ` +
      `${startTimeoutMs / 1000} s but is not ready`,
    { hint: `See ${directory}/broker.log` },
  );
}
