import type { KafkaClient } from "../../lib/kafka/client.ts";
import { note } from "./note.ts";
import type { CommandContext } from "./parser/command.ts";

/**
 * Connects to the cluster that the command line and the environment name; dispose of the client
 * after use.
 *
 * @throws {UsageError} If the settings are invalid.
 * @throws {UnreachableError} If no broker answers.
 */
export async function openClient(context: CommandContext): Promise<KafkaClient> {
  const [{ connectionSettings, defaultAddress, isDefaultCluster }, { KafkaClient }] =
    await loadClient();
  const { globals } = context;
  const settings = connectionSettings(globals, context);
  if (isDefaultCluster(globals, context)) {
    const { ensureDefaultBroker } =
      await (import("./broker/default_broker.ts" as string) as Promise<
        typeof import("./broker/default_broker.ts")
      >);
    const printNote = (text: string): Promise<void> => note(text, context);
    await ensureDefaultBroker({ address: defaultAddress, printNote }, context);
  }
  return await KafkaClient.connect(settings, { signal: context.signal });
}

/**
 * Loads what {@link openClient} needs. A command that loads much itself awaits this first, so that
 * the connection is made meanwhile.
 */
export async function loadClient(): Promise<
  [typeof import("./settings.ts"), typeof import("../../lib/kafka/client.ts")]
> {
  return await Promise.all([
    import("./settings.ts" as string) as Promise<typeof import("./settings.ts")>,
    import("../../lib/kafka/client.ts" as string) as Promise<
      typeof import("../../lib/kafka/client.ts")
    >,
  ]);
}
