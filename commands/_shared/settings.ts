import { UsageError } from "../../lib/errors.ts";
import type { KafkaConfig } from "../../lib/kafka/config.ts";
import { connectionSettings } from "../../lib/settings/connection.ts";
import { loadSettings } from "../../lib/settings/load_settings.ts";
import { type Settings, specOf } from "../../lib/settings/settings.ts";
import { note } from "./note.ts";
import type { CommandContext } from "./parser/command.ts";
import { version } from "./version.ts";

type Globals = CommandContext["globals"];

const settingsByLine = new WeakMap<Globals, Promise<Settings>>();
const configByLine = new WeakMap<Globals, Promise<KafkaConfig>>();

/**
 * The settings of a command line: its flags, the environment, the project file and the profile.
 * They are read once; the first call prints warnings about the files.
 *
 * @throws {UsageError} If a file or a value is invalid.
 */
export function commandSettings(context: CommandContext): Promise<Settings> {
  return once(settingsByLine, context.globals, async () => {
    const { globals } = context;
    const { settings, warnings } = await loadSettings(
      { flags: globals, profile: globals.profile },
      context,
    );
    for (const text of [...warnings, ...unusedLogin(settings, globals)]) await note(text, context);
    return settings;
  });
}

/**
 * How to connect to the cluster: the settings, with the contents of the files that they name.
 *
 * @throws {UsageError} If a setting or a file is invalid.
 */
export function clusterConfig(context: CommandContext): Promise<KafkaConfig> {
  return once(configByLine, context.globals, async () => {
    const settings = await commandSettings(context);
    const connection = connectionSettings(settings, { canAsk: context.terminal !== undefined });
    const plain = { brokers: connection.brokers, clientId: "wah", softwareVersion: version };
    if (connection.tls === undefined && connection.login === undefined) return plain;
    const { kafkaConfig } = await (import("./kafka_config.ts" as string) as Promise<
      typeof import("./kafka_config.ts")
    >);
    return { ...plain, ...await kafkaConfig(connection, settings, context) };
  });
}

/**
 * Checks that the settings allow writing.
 *
 * @param action What the command is about to do, for example `delete topics`.
 * @throws {UsageError} If they are read-only.
 */
export function requireWritable(settings: Settings, action: string): void {
  const place = settings.readOnlyPlace;
  if (place === undefined) return;
  throw new UsageError(`Cannot ${action}: ${place} forbids writing`, {
    hint: "Use another profile, or remove read_only",
  });
}

/** The note that a profile's login is not used, because it goes only to the profile's brokers. */
function unusedLogin(settings: Settings, { verbose }: Globals): string[] {
  const logins = settings.unused.filter((key) => specOf(key).part === "login");
  if (logins.length === 0) return [];
  const which = verbose ? ` (${settings.unused.join(", ")})` : "";
  return [
    `The login of the profile "${settings.profile?.profile}" is not used${which}: ` +
    `${settings.placeOf("brokers")} names other brokers`,
  ];
}

async function once<Value>(
  cache: WeakMap<Globals, Promise<Value>>,
  key: Globals,
  make: () => Promise<Value>,
): Promise<Value> {
  const made = cache.get(key) ?? make();
  cache.set(key, made);
  return await made;
}
