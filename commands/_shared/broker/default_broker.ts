import type { Launch } from "./background_broker.ts";
import type { Context } from "../../../lib/context.ts";
import { UnreachableError, UsageError, WahError } from "../../../lib/errors.ts";
import type { Address } from "../../../lib/kafka/config.ts";
import { formatAddress } from "../../../lib/text/format_address.ts";

/** How to start a broker if none is running. */
interface DefaultBrokerOptions {
  /** On this machine; if something listens on its port, no broker is started. */
  readonly address: Address;
  /** Prints the line that reports a new broker. */
  readonly printNote: (text: string) => Promise<void>;
  /** Starts its process. Default: as a background process. */
  readonly launch?: Launch;
}

/** Time without a connection after which such a broker stops; its data stays. */
const idleSeconds = 600;

/**
 * Starts the embedded broker in the background if nothing listens on its port. Resolves when it, or
 * one that another process started in the meantime, accepts connections. Does nothing if anything
 * listens there, a broker or not, or if `WAH_EMBEDDED=off`.
 *
 * @throws {UnreachableError} If it cannot be started; the message says why.
 * @throws {UsageError} If `WAH_EMBEDDED` is neither on nor off.
 */
export async function ensureDefaultBroker(
  { address, printNote, launch }: DefaultBrokerOptions,
  context: Context,
): Promise<void> {
  if (!isWanted(context)) return;
  const { isPortTaken } =
    await (import("../../../lib/broker/background/port_taken.ts" as string) as Promise<
      typeof import("../../../lib/broker/background/port_taken.ts")
    >);
  if (await isPortTaken(address.port)) return;
  const { dataDirectory } = await (import("./data_directory.ts" as string) as Promise<
    typeof import("./data_directory.ts")
  >);
  const { startInBackground } = await (import("./background_broker.ts" as string) as Promise<
    typeof import("./background_broker.ts")
  >);
  try {
    const directory = dataDirectory(undefined, context);
    const options = { listen: address, idleTimeout: idleSeconds };
    const broker = await startInBackground(options, directory, context, launch);
    const { state } = broker;
    if (state.port !== address.port) {
      throw new UnreachableError(
        `Cannot start it: process ${state.pid} uses the data in "${directory}" and listens on ` +
          formatAddress(state),
        { hint: `Add -b ${formatAddress(state)} to use that one` },
      );
    }
    if (!broker.isNew) return;
    await printNote(
      `Started a broker on ${formatAddress(address)}, because none was running. Its data is in ` +
        `"${directory}"; stop it with wah dev stop`,
    );
  } catch (error) {
    context.signal.throwIfAborted();
    // Another process, with other data, started a broker on this port first.
    if (await isPortTaken(address.port)) return;
    throw error instanceof WahError ? refusal(address, error) : error;
  }
}

function isWanted({ env }: Context): boolean {
  const value = env("WAH_EMBEDDED")?.toLowerCase() ?? "on";
  if (value === "on" || value === "off") return value === "on";
  throw new UsageError(`Cannot use WAH_EMBEDDED "${value}": expected on or off`);
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
