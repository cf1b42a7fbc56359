import type { SettingSpec } from "./setting_spec.ts";

/** `WAH_NAME` and `RPK_NAME`. */
function both(name: string): readonly string[] {
  return [`WAH_${name}`, `RPK_${name}`];
}

/** The login mechanisms, as settings name them. */
export const mechanisms = ["plain", "scram-sha-256", "scram-sha-512", "oauthbearer"] as const;

/** The colors that mark a profile. */
export const colors = ["red", "green", "yellow", "blue", "magenta", "cyan"] as const;

const decoders = { kind: "map", part: "own", hasFiles: true, inProject: true } as const;

/** Every setting by its key, as files write it; the one source for all that reads or shows them. */
export const settingTable = {
  "brokers": {
    kind: "addresses",
    part: "cluster",
    meaning: "addresses of brokers",
    variables: both("BROKERS"),
    flag: "brokers",
    inProject: true,
  },
  "tls.enabled": {
    kind: "flag",
    part: "cluster",
    meaning: "use TLS; any other TLS setting turns it on too",
    variables: both("TLS_ENABLED"),
    flag: "tls",
  },
  "tls.ca": {
    kind: "file",
    part: "cluster",
    meaning: "certificates of the authorities to trust, instead of the system's (PEM)",
    variables: both("TLS_CA"),
    flag: "tlsCa",
  },
  "tls.cert": {
    kind: "file",
    part: "login",
    meaning: "client certificate (PEM or PKCS #12)",
    variables: both("TLS_CERT"),
    flag: "tlsCert",
  },
  "tls.key": {
    kind: "file",
    part: "login",
    meaning: "key of the client certificate (PEM)",
    variables: both("TLS_KEY"),
    flag: "tlsKey",
  },
  "tls.passphrase": {
    kind: "text",
    part: "login",
    meaning: "passphrase of the key",
    variables: ["WAH_TLS_PASSPHRASE"],
    isSecret: true,
    oneOf: "tls.passphrase",
  },
  "tls.passphrase_file": {
    kind: "file",
    part: "login",
    meaning: "file whose first line is the passphrase of the key",
    variables: ["WAH_TLS_PASSPHRASE_FILE"],
    oneOf: "tls.passphrase",
  },
  "tls.passphrase_command": {
    kind: "text",
    part: "login",
    meaning: "shell command that prints the passphrase of the key",
    variables: ["WAH_TLS_PASSPHRASE_COMMAND"],
    isCommand: true,
    oneOf: "tls.passphrase",
  },
  "tls.server_name": {
    kind: "text",
    part: "cluster",
    meaning: "host name to expect in the broker's certificate",
    variables: ["WAH_TLS_SERVER_NAME"],
    flag: "tlsServerName",
  },
  "tls.insecure_skip_verify": {
    kind: "flag",
    part: "cluster",
    meaning: "accept any certificate of the broker",
    variables: both("TLS_INSECURE_SKIP_VERIFY"),
    flag: "tlsInsecureSkipVerify",
  },
  "sasl.mechanism": {
    kind: "choice",
    part: "login",
    meaning: "login mechanism (default: scram-sha-256)",
    choices: mechanisms,
    variables: both("SASL_MECHANISM"),
    flag: "saslMechanism",
  },
  "sasl.user": {
    kind: "text",
    part: "login",
    meaning: "user name of the login",
    variables: ["WAH_SASL_USER", "RPK_USER"],
    flag: "saslUser",
  },
  "sasl.password": {
    kind: "text",
    part: "login",
    meaning: "password of the login",
    variables: ["WAH_SASL_PASSWORD", "RPK_PASS"],
    isSecret: true,
    oneOf: "sasl.password",
  },
  "sasl.password_file": {
    kind: "file",
    part: "login",
    meaning: "file whose first line is the password",
    variables: ["WAH_SASL_PASSWORD_FILE"],
    flag: "passwordFile",
    oneOf: "sasl.password",
  },
  "sasl.password_command": {
    kind: "text",
    part: "login",
    meaning: "shell command that prints the password",
    variables: ["WAH_SASL_PASSWORD_COMMAND"],
    isCommand: true,
    oneOf: "sasl.password",
  },
  "oauth.token_command": {
    kind: "text",
    part: "login",
    meaning: "shell command that prints an OAuth token",
    variables: ["WAH_OAUTH_TOKEN_COMMAND"],
    isCommand: true,
    oneOf: "oauth.token",
  },
  "oauth.token_file": {
    kind: "file",
    part: "login",
    meaning: "file that contains an OAuth token",
    variables: ["WAH_OAUTH_TOKEN_FILE"],
    oneOf: "oauth.token",
  },
  "oauth.token_url": {
    kind: "text",
    part: "login",
    meaning: "token endpoint of an OIDC server",
    variables: ["WAH_OAUTH_TOKEN_URL"],
    oneOf: "oauth.token",
  },
  "oauth.client_id": {
    kind: "text",
    part: "login",
    meaning: "client id at the OIDC server",
    variables: ["WAH_OAUTH_CLIENT_ID"],
  },
  "oauth.client_secret": {
    kind: "text",
    part: "login",
    meaning: "client secret at the OIDC server",
    variables: ["WAH_OAUTH_CLIENT_SECRET"],
    isSecret: true,
    oneOf: "oauth.client_secret",
  },
  "oauth.client_secret_file": {
    kind: "file",
    part: "login",
    meaning: "file whose first line is the client secret",
    variables: ["WAH_OAUTH_CLIENT_SECRET_FILE"],
    oneOf: "oauth.client_secret",
  },
  "oauth.client_secret_command": {
    kind: "text",
    part: "login",
    meaning: "shell command that prints the client secret",
    variables: ["WAH_OAUTH_CLIENT_SECRET_COMMAND"],
    isCommand: true,
    oneOf: "oauth.client_secret",
  },
  "oauth.scope": {
    kind: "text",
    part: "login",
    meaning: "scope of the token",
    variables: ["WAH_OAUTH_SCOPE"],
  },
  "oauth.extensions": {
    kind: "map",
    part: "login",
    meaning: "SASL extensions that are sent with the token",
    variables: ["WAH_OAUTH_EXTENSIONS"],
  },
  "oauth.ca": {
    kind: "file",
    part: "login",
    meaning: "certificates of the authorities of the OIDC server (PEM)",
    variables: ["WAH_OAUTH_CA"],
  },
  "registry.url": {
    kind: "text",
    part: "registry",
    meaning: "address of the schema registry",
    variables: ["WAH_REGISTRY_URL", "RPK_REGISTRY_HOSTS"],
  },
  "registry.user": {
    kind: "text",
    part: "registry",
    meaning: "user name at the schema registry",
    variables: ["WAH_REGISTRY_USER"],
  },
  "registry.password": {
    kind: "text",
    part: "registry",
    meaning: "password at the schema registry",
    variables: ["WAH_REGISTRY_PASSWORD"],
    isSecret: true,
    oneOf: "registry.password",
  },
  "registry.password_file": {
    kind: "file",
    part: "registry",
    meaning: "file whose first line is the password at the schema registry",
    variables: ["WAH_REGISTRY_PASSWORD_FILE"],
    oneOf: "registry.password",
  },
  "registry.password_command": {
    kind: "text",
    part: "registry",
    meaning: "shell command that prints the password at the schema registry",
    variables: ["WAH_REGISTRY_PASSWORD_COMMAND"],
    isCommand: true,
    oneOf: "registry.password",
  },
  "registry.ca": {
    kind: "file",
    part: "registry",
    meaning: "certificates of the authorities of the schema registry (PEM)",
    variables: ["WAH_REGISTRY_CA"],
  },
  "admin.url": {
    kind: "text",
    part: "admin",
    meaning: "addresses of Redpanda's admin API",
    variables: ["WAH_ADMIN_URL", "RPK_ADMIN_HOSTS"],
  },
  "chat.user": {
    kind: "text",
    part: "own",
    meaning: "your name in chats (default: your login name)",
    variables: ["WAH_USER"],
  },
  "chat.rooms": {
    kind: "list",
    part: "own",
    meaning: "rooms to join (default: chat-room)",
    inProject: true,
  },
  "chat.format": {
    kind: "choice",
    part: "own",
    meaning: "format of new messages (default: text)",
    choices: ["text", "json", "protobuf"],
    inProject: true,
  },
  "chat.full": { kind: "flag", part: "own", meaning: "start chats on the full screen" },
  "chat.theme": {
    kind: "choice",
    part: "own",
    meaning: "background of the full screen (default: the terminal is asked)",
    choices: ["dark", "light"],
  },
  "decode": { ...decoders, meaning: "decoder of the values of each topic" },
  "decode_key": { ...decoders, meaning: "decoder of the keys of each topic" },
  "color": {
    kind: "choice",
    part: "look",
    meaning: "color of questions, table heads and the chat's prompt",
    choices: colors,
    inProject: true,
  },
  "protected": {
    kind: "flag",
    part: "guard",
    meaning: "ask for a typed name before anything is destroyed",
    inProject: true,
  },
  "read_only": {
    kind: "flag",
    part: "guard",
    meaning: "refuse everything that writes",
    inProject: true,
  },
} as const satisfies Readonly<Record<string, SettingSpec>>;

/** The key of a setting, for example `tls.ca`. */
export type SettingKey = keyof typeof settingTable;
