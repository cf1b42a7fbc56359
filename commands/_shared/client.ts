import type { KafkaClient } from "../../lib/kafka/client.ts";
import { note } from "./note.ts";
import type { CommandContext } from "./parser/command.ts";

/** What a command does with the cluster. */
interface ClientUse {
  /** Whether it only reads; otherwise read-only settings refuse it. Default: false. */
  readonly readsOnly?: boolean;
  /** What it is about to do, for errors. Default: `run this command`. */
  readonly action?: string;
}

/**
 * Connects to the cluster that the settings name; dispose of the client after use.
 *
 * @throws {UsageError} If the settings are invalid, or read-only and the command writes.
 * @throws {UnreachableError} If no broker answers.
 */
export async function openClient(
  context: CommandContext,
  { readsOnly = false, action = "run this command" }: ClientUse = {},
): Promise<KafkaClient> {
  const [{ clusterConfig, commandSettings, requireWritable }, { KafkaClient }, connection] =
    await loadClient();
  const settings = await commandSettings(context);
  if (!readsOnly) requireWritable(settings, action);
  const config = await clusterConfig(context);
  if (connection.isDefaultCluster(settings)) {
    const { ensureDefaultBroker } =
      await (import("./broker/default_broker.ts" as string) as Promise<
        typeof import("./broker/default_broker.ts")
      >);
    const { defaultAddress } = connection;
    const printNote = (text: string): Promise<void> => note(text, context);
    await ensureDefaultBroker({ address: defaultAddress, printNote }, context);
  }
  return await KafkaClient.connect(config, { signal: context.signal });
}

/**
 * Loads what {@link openClient} needs. A command that loads much itself awaits this first, so that
 * the connection is made meanwhile.
 */
export async function loadClient(): Promise<
  [
    typeof import("./settings.ts"),
    typeof import("../../lib/kafka/client.ts"),
    typeof import("../../lib/settings/connection.ts"),
  ]
> {
  return await Promise.all([
    import("./settings.ts" as string) as Promise<typeof import("./settings.ts")>,
    import("../../lib/kafka/client.ts" as string) as Promise<
      typeof import("../../lib/kafka/client.ts")
    >,
    import("../../lib/settings/connection.ts" as string) as Promise<
      typeof import("../../lib/settings/connection.ts")
    >,
  ]);
}
