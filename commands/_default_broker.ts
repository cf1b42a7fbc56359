import type { Launch } from "./dev/_background.ts";
import type { Context } from "../lib/context.ts";
import { UnreachableError, UsageError, WahError } from "../lib/errors.ts";
import type { Address } from "../lib/kafka/config.ts";
import { formatAddress } from "../lib/text/format_address.ts";

/** How a broker is started where none runs. */
interface DefaultBrokerOptions {
  /** On this machine; its port decides whether one runs. */
  readonly address: Address;
  /** Takes the line that says that one was started. */
  readonly say: (text: string) => Promise<void>;
  /** Starts its process; the real one when left out. */
  readonly launch?: Launch;
}

/** Time without a connection after which such a broker ends itself; its data stays. */
const idleSeconds = 600;

/**
 * Starts the embedded broker in the background where nothing listens, and resolves when it, or
 * one that another process started meanwhile, takes connections. Does nothing where something
 * listens, a broker or not, and with `WAH_EMBEDDED=off`.
 *
 * @throws {UnreachableError} When it cannot be started; says why.
 * @throws {UsageError} When `WAH_EMBEDDED` is neither on nor off.
 */
export async function ensureDefaultBroker(
  { address, say, launch }: DefaultBrokerOptions,
  context: Context,
): Promise<void> {
  if (!isWanted(context)) return;
  const { isPortTaken } = await import("../lib/broker/background/port_taken.ts");
  if (await isPortTaken(address.port)) return;
  const { dataDirectory } = await import("./dev/_data_directory.ts");
  const { startInBackground } = await import("./dev/_background.ts");
  try {
    const directory = dataDirectory(undefined, context);
    const options = { listen: address, idleTimeout: idleSeconds };
    const broker = await startInBackground(options, directory, context, launch);
    const { state } = broker;
    if (state.port !== address.port) {
      throw new UnreachableError(
        `Cannot start it: process ${state.pid} has its data in "${directory}", and listens on ` +
          formatAddress(state),
        { hint: `Add -b ${formatAddress(state)} to use that one` },
      );
    }
    if (!broker.isNew) return;
    await say(
      `No broker was on ${formatAddress(address)}, so one was started: its data is in ` +
        `"${directory}", wah dev stop stops it`,
    );
  } catch (error) {
    context.signal.throwIfAborted();
    // Somebody whose data is elsewhere was faster.
    if (await isPortTaken(address.port)) return;
    throw error instanceof WahError ? refusal(address, error) : error;
  }
}

function isWanted({ env }: Context): boolean {
  const value = env("WAH_EMBEDDED")?.toLowerCase() ?? "on";
  if (value === "on" || value === "off") return value === "on";
  throw new UsageError(`Cannot use WAH_EMBEDDED "${value}": accepted are on and off`);
}

function refusal(address: Address, error: WahError): UnreachableError {
  const why = error.message.replace(/^C/, "c");
  // The hint of a usage error is about flags of another command.
  const hint = error instanceof UsageError ? undefined : error.hint;
  return new UnreachableError(
    `Cannot reach a broker at ${formatAddress(address)}: connection refused, and starting one ` +
      `failed: ${why}`,
    { cause: error, ...(hint === undefined ? {} : { hint }) },
  );
}
