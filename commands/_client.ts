import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../lib/context.ts";
import type { KafkaClient } from "../lib/kafka/client.ts";
import { globalOptions } from "./_globals.ts";

/**
 * Connects to the cluster that the command line and the environment name; dispose of it after use.
 *
 * @throws {UsageError} When the settings cannot be read.
 * @throws {UnreachableError} When there is no broker.
 */
export async function openClient(
  command: CommandUnknownOpts,
  context: Context,
): Promise<KafkaClient> {
  const { connectionSettings } = await import("./settings.ts");
  const { KafkaClient } = await import("../lib/kafka/client.ts");
  const settings = connectionSettings(globalOptions(command), context);
  return await KafkaClient.connect(settings, { signal: context.signal });
}
