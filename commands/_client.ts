import type { KafkaClient } from "../lib/kafka/client.ts";
import { note } from "./_note.ts";
import type { CommandContext } from "./_shared/command.ts";

/**
 * Connects to the cluster that the command line and the environment name; dispose of the client
 * after use.
 *
 * @throws {UsageError} If the settings are invalid.
 * @throws {UnreachableError} If no broker answers.
 */
export async function openClient(context: CommandContext): Promise<KafkaClient> {
  const { connectionSettings, defaultAddress, isDefaultCluster } =
    await (import("./settings.ts" as string) as Promise<typeof import("./settings.ts")>);
  const { globals } = context;
  const settings = connectionSettings(globals, context);
  const loading = import("../lib/kafka/client.ts" as string) as Promise<
    typeof import("../lib/kafka/client.ts")
  >;
  if (isDefaultCluster(globals, context)) {
    const { ensureDefaultBroker } = await (import("./_default_broker.ts" as string) as Promise<
      typeof import("./_default_broker.ts")
    >);
    const say = (text: string): Promise<void> => note(text, context);
    await ensureDefaultBroker({ address: defaultAddress, say }, context);
  }
  const { KafkaClient } = await loading;
  return await KafkaClient.connect(settings, { signal: context.signal });
}
