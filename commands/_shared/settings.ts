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
 * @throws {UsageError} If a setting is invalid.
 * @throws {CredentialError} If a file or a secret cannot be used; names where it is set.
 * @throws Every other error of `kafkaConfig()` in lib/credentials.
 */
export function clusterConfig(context: CommandContext): Promise<KafkaConfig> {
  return once(configByLine, context.globals, async () => {
    const settings = await commandSettings(context);
    const connection = connectionSettings(settings, { canAsk: await canAsk(settings, context) });
    const plain = { brokers: connection.brokers, clientId: "wah", softwareVersion: version };
    if (connection.tls === undefined && connection.login === undefined) return plain;
    const { kafkaConfig } =
      await (import("../../lib/credentials/kafka_config.ts" as string) as Promise<
        typeof import("../../lib/credentials/kafka_config.ts")
      >);
    try {
      return { ...plain, ...await kafkaConfig(connection, context) };
    } catch (error) {
      throw await withPlace(error, settings);
    }
  });
}

/**
 * Checks that the settings allow writing.
 *
 * @param action The action of the command, for example `delete topics`.
 * @throws {UsageError} If they are read-only.
 */
export function requireWritable(settings: Settings, action: string): void {
  const place = settings.readOnlyPlace;
  if (place === undefined) return;
  throw new UsageError(`Cannot ${action}: ${place} forbids writing`, {
    hint: "Use another profile, or remove read_only",
  });
}

/** Whether a login needs a secret that the user can be asked for. */
async function canAsk(settings: Settings, context: CommandContext): Promise<boolean> {
  if (!settings.all().some(({ key }) => specOf(key).part === "login")) return false;
  const { canAskSecret } =
    await (import("../../lib/credentials/credential_context.ts" as string) as Promise<
      typeof import("../../lib/credentials/credential_context.ts")
    >);
  return canAskSecret(context);
}

/** Adds where a file is named to an error about the file. */
async function withPlace(error: unknown, settings: Settings): Promise<unknown> {
  const { CredentialError } =
    await (import("../../lib/credentials/credential_error.ts" as string) as Promise<
      typeof import("../../lib/credentials/credential_error.ts")
    >);
  if (!(error instanceof CredentialError)) return error;
  const { finding, message, hint } = error;
  const [file] = settings.all().filter(({ key, value }) =>
    specOf(key).kind === "file" && message.includes(`"${value}"`)
  );
  if (file === undefined) return error;
  return new CredentialError(finding, `${message} (${settings.placeOf(file.key)})`, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
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
