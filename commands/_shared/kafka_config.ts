import { UsageError } from "../../lib/errors.ts";
import type { KafkaConfig, SaslConfig, TlsConfig } from "../../lib/kafka/config.ts";
import type {
  ConnectionSettings,
  SecretSource,
  TlsSettings,
} from "../../lib/settings/connection_settings.ts";
import type { Settings } from "../../lib/settings/settings.ts";
import type { SettingKey } from "../../lib/settings/setting_table.ts";
import type { CommandContext } from "./parser/command.ts";

/**
 * Reads the files that the settings of a connection name.
 *
 * @throws {UsageError} If one of them cannot be read.
 */
export function kafkaConfig(
  { brokers, tls, login }: ConnectionSettings,
  settings: Settings,
  _context: CommandContext,
): Promise<KafkaConfig> {
  return Promise.resolve({
    brokers,
    ...(tls === undefined ? {} : { tls: tlsConfig(tls, settings) }),
    ...(login === undefined ? {} : { sasl: saslConfig(login, settings) }),
  });
}

function tlsConfig(tls: TlsSettings, settings: Settings): TlsConfig {
  const ca = fileOf(tls.caFile, "tls.ca", settings);
  const cert = fileOf(tls.certificateFile, "tls.cert", settings);
  const key = fileOf(tls.keyFile, "tls.key", settings);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
    ...(tls.skipsVerification ? { rejectUnauthorized: false } : {}),
  };
}

function saslConfig(
  login: NonNullable<ConnectionSettings["login"]>,
  settings: Settings,
): SaslConfig {
  if (login.mechanism === "oauthbearer") throw new UsageError("Cannot log in with oauthbearer yet");
  const { mechanism, user: username, password } = login;
  return { mechanism, username, password: secret(password, settings) };
}

function secret(source: SecretSource, settings: Settings): string {
  if (source.kind === "value") return source.value;
  if (source.kind === "file") {
    return fileOf(source.path, "sasl.password_file", settings)!.split(/\r?\n/)[0]!;
  }
  throw new UsageError(`Cannot read a password from a ${source.kind} yet`);
}

function fileOf(path: string | undefined, key: SettingKey, settings: Settings): string | undefined {
  if (path === undefined) return undefined;
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    const found = cause instanceof Deno.errors.NotFound ? "no such file" : String(cause);
    throw new UsageError(`Cannot read ${settings.placeOf(key)} "${path}": ${found}`, { cause });
  }
}
