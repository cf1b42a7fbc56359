import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { KafkaConfig } from "../../lib/kafka/config.ts";
import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { note } from "./note.ts";
import type { CommandContext } from "./parser/command.ts";

/** How a command uses the cluster. */
interface ClientUse {
  /** Whether it only reads; otherwise read-only settings refuse it. Default: false. */
  readonly readsOnly?: boolean;
  /** The action of the command, for errors. Default: `run this command`. */
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
  use: ClientUse = {},
): Promise<KafkaClient> {
  const { config, Client } = await prepare(context, use);
  return await Client.connect(config, { signal: context.signal });
}

/**
 * As {@link openClient} for a command that only reads, and returns all topics, see
 * {@link KafkaClient.connectAndList}.
 *
 * @throws As {@link openClient}.
 */
export async function openClientAndList(
  context: CommandContext,
): Promise<{ client: KafkaClient; topics: ReadonlyMap<string, TopicMetadata> }> {
  const { config, Client } = await prepare(context, { readsOnly: true });
  return await Client.connectAndList(config, { signal: context.signal });
}

/** Reads the settings, and starts a broker if none is named and none is running. */
async function prepare(
  context: CommandContext,
  { readsOnly = false, action = "run this command" }: ClientUse,
): Promise<{ config: KafkaConfig; Client: typeof KafkaClient }> {
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
  return { config, Client: KafkaClient };
}

/**
 * Loads what {@link openClient} needs. A command that loads much itself awaits this first, so that
 * the connection is opened in the meantime.
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
