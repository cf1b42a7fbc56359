import { UsageError } from "../errors.ts";
import { parseAddresses } from "../kafka/config.ts";
import type {
  ConnectionSettings,
  PasswordLogin,
  SecretSource,
  TlsSettings,
  TokenLogin,
} from "./connection_settings.ts";
import type { Settings } from "./settings.ts";
import type { SettingKey } from "./setting_table.ts";

/** The broker that is used if nothing names one. */
export const defaultAddress = { host: "localhost", port: 9092 } as const;

/**
 * How to reach the cluster.
 *
 * TLS is on if any of its settings is set, unless `tls.enabled` is false. There is a login if
 * `sasl.user` or one of the sources of a token is set. The default mechanism is scram-sha-256, or
 * oauthbearer if there is no user.
 *
 * @param canAsk Whether a secret can be asked for on a terminal.
 * @throws {UsageError} If an address is invalid, or a login is incomplete.
 */
export function connectionSettings(
  settings: Settings,
  { canAsk }: { readonly canAsk: boolean },
): ConnectionSettings {
  const tls = tlsSettings(settings, canAsk);
  const login = loginOf(settings, canAsk);
  return {
    brokers: brokersOf(settings),
    ...(tls === undefined ? {} : { tls }),
    ...(login === undefined ? {} : { login }),
  };
}

/** Whether nothing says which cluster is meant, or how to connect to it. */
export function isDefaultCluster(settings: Settings): boolean {
  return settings.get("brokers") === undefined && !hasTls(settings) &&
    mechanismOf(settings) === undefined;
}

/**
 * A secret that has three settings: `KEY`, `KEY_file` and `KEY_command`. Undefined if none of them
 * is set.
 */
export function secretOf(
  settings: Settings,
  key: "sasl.password" | "registry.password" | "oauth.client_secret" | "tls.passphrase",
): SecretSource | undefined {
  const value = settings.get(key);
  if (value !== undefined) return { kind: "value", value };
  const path = settings.get(`${key}_file`);
  if (path !== undefined) return { kind: "file", path };
  const command = settings.get(`${key}_command`);
  return command === undefined ? undefined : { kind: "command", command };
}

function brokersOf(settings: Settings): ConnectionSettings["brokers"] {
  const found = settings.find("brokers");
  if (found === undefined) return [defaultAddress];
  try {
    return parseAddresses(found.value as string);
  } catch (error) {
    if (!(error instanceof UsageError) || found.source.kind === "flag") throw error;
    const { message, hint } = error;
    throw new UsageError(`${message} (${settings.placeOf("brokers")})`, {
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

const tlsKeys = [
  ...["tls.ca", "tls.cert", "tls.key", "tls.server_name", "tls.insecure_skip_verify"] as const,
];

function hasTls(settings: Settings): boolean {
  const enabled = settings.get("tls.enabled");
  return enabled ?? tlsKeys.some((key) => settings.get(key) !== undefined);
}

function tlsSettings(settings: Settings, canAsk: boolean): TlsSettings | undefined {
  if (!hasTls(settings)) return undefined;
  const passphrase = secretOf(settings, "tls.passphrase") ??
    (canAsk && settings.get("tls.cert") !== undefined ? { kind: "prompt" } as const : undefined);
  return withoutAbsent<TlsSettings>({
    caFile: settings.get("tls.ca"),
    certificateFile: settings.get("tls.cert"),
    keyFile: settings.get("tls.key"),
    passphrase,
    serverName: settings.get("tls.server_name"),
    skipsVerification: settings.get("tls.insecure_skip_verify") || undefined,
  });
}

function mechanismOf(
  settings: Settings,
): PasswordLogin["mechanism"] | TokenLogin["mechanism"] | undefined {
  const hasToken = tokenKeys.some((key) => settings.get(key) !== undefined);
  const hasUser = settings.get("sasl.user") !== undefined;
  const mechanism = settings.get("sasl.mechanism");
  if (mechanism === "oauthbearer") return mechanism;
  if (hasUser) return (mechanism ?? "scram-sha-256") as PasswordLogin["mechanism"];
  return hasToken && mechanism === undefined ? "oauthbearer" : undefined;
}

const tokenKeys: readonly SettingKey[] = [
  ...["oauth.token_command", "oauth.token_file", "oauth.token_url"] as const,
];

function loginOf(settings: Settings, canAsk: boolean): PasswordLogin | TokenLogin | undefined {
  const mechanism = mechanismOf(settings);
  if (mechanism === undefined) return undefined;
  if (mechanism === "oauthbearer") return tokenLogin(settings, canAsk);
  const user = settings.get("sasl.user")!;
  const password = secretOf(settings, "sasl.password") ?? (canAsk ? { kind: "prompt" } : undefined);
  if (password === undefined) {
    throw new UsageError(`Cannot log in as "${user}": there is no password`, {
      hint: "Set WAH_SASL_PASSWORD in the environment, or sasl.password_command in a profile",
    });
  }
  return { mechanism, user, password };
}

function tokenLogin(settings: Settings, canAsk: boolean): TokenLogin {
  const extensions = settings.get("oauth.extensions");
  return {
    mechanism: "oauthbearer",
    source: tokenSource(settings, canAsk),
    ...(extensions === undefined ? {} : { extensions }),
  };
}

function tokenSource(settings: Settings, canAsk: boolean): TokenLogin["source"] {
  const command = settings.get("oauth.token_command");
  if (command !== undefined) return { kind: "command", command };
  const path = settings.get("oauth.token_file");
  if (path !== undefined) return { kind: "file", path };
  const tokenUrl = settings.get("oauth.token_url");
  if (tokenUrl === undefined) {
    throw new UsageError("Cannot log in with oauthbearer: there is no source of tokens", {
      hint: "Set oauth.token_command, oauth.token_file or oauth.token_url",
    });
  }
  const clientId = settings.get("oauth.client_id");
  const clientSecret = secretOf(settings, "oauth.client_secret") ??
    (canAsk ? { kind: "prompt" } as const : undefined);
  if (clientId === undefined || clientSecret === undefined) {
    const missing = clientId === undefined ? "oauth.client_id" : "oauth.client_secret_command";
    throw new UsageError(`Cannot get a token from "${tokenUrl}": ${missing} is not set`, {
      hint: `Set ${missing} in the profile`,
    });
  }
  return withoutAbsent({
    kind: "oidc" as const,
    tokenUrl,
    clientId,
    clientSecret,
    scope: settings.get("oauth.scope"),
    caFile: settings.get("oauth.ca"),
  });
}

/** An object without its absent values. */
function withoutAbsent<T extends object>(
  fields: { readonly [Key in keyof T]: T[Key] | undefined },
): T {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as T;
}
