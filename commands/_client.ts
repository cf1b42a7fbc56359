import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../lib/context.ts";
import type { KafkaClient } from "../lib/kafka/client.ts";
import { globalOptions } from "./_globals.ts";
import { note } from "./_note.ts";

/**
 * Connects to the cluster that the command line and the environment name; dispose of the client
 * after use.
 *
 * @throws {UsageError} If the settings are invalid.
 * @throws {UnreachableError} If no broker answers.
 */
export async function openClient(
  command: CommandUnknownOpts,
  context: Context,
): Promise<KafkaClient> {
  const { connectionSettings, defaultAddress, isDefaultCluster } = await import("./settings.ts");
  const options = globalOptions(command);
  const settings = connectionSettings(options, context);
  const loading = import("../lib/kafka/client.ts");
  if (isDefaultCluster(options, context)) {
    const { ensureDefaultBroker } = await import("./_default_broker.ts");
    const say = (text: string): Promise<void> => note(text, command, context);
    await ensureDefaultBroker({ address: defaultAddress, say }, context);
  }
  const { KafkaClient } = await loading;
  return await KafkaClient.connect(settings, { signal: context.signal });
}
