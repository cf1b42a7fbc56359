import { UsageError } from "../../errors.ts";
import type { SettingValue } from "../setting_spec.ts";
import { mechanisms, type SettingKey } from "../setting_table.ts";
import type { ImportedProfile } from "./imported_profile.ts";

/** Properties with one counterpart, in the words of Java clients and of librdkafka. */
const counterparts: Readonly<Record<string, SettingKey>> = {
  "bootstrap.servers": "brokers",
  "metadata.broker.list": "brokers",
  "sasl.username": "sasl.user",
  "sasl.password": "sasl.password",
  "ssl.ca.location": "tls.ca",
  "ssl.certificate.location": "tls.cert",
  "ssl.key.location": "tls.key",
  "ssl.keystore.password": "tls.passphrase",
  "ssl.key.password": "tls.passphrase",
  "sasl.oauthbearer.token.endpoint.url": "oauth.token_url",
  "sasl.oauthbearer.client.id": "oauth.client_id",
  "sasl.oauthbearer.client.secret": "oauth.client_secret",
  "sasl.oauthbearer.scope": "oauth.scope",
  "schema.registry.url": "registry.url",
};

const paths: readonly SettingKey[] = ["tls.ca", "tls.cert", "tls.key"];

/**
 * Reads the properties of a Java client, kcat or another client of librdkafka.
 *
 * @param path Turns a path of the file into one that does not depend on the working folder.
 * @throws {UsageError} If the file has no property that wah knows.
 */
export function importProperties(
  text: string,
  { file, path }: { readonly file: string; readonly path: (path: string) => string },
): ImportedProfile {
  const values = new Map<SettingKey, SettingValue>();
  const skipped: string[] = [];
  const properties = parseProperties(text);
  for (const [name, value] of properties) {
    const key = Object.hasOwn(counterparts, name) ? counterparts[name] : undefined;
    if (key !== undefined) values.set(key, paths.includes(key) ? path(value) : value);
    else if (Object.hasOwn(readers, name)) {
      const read = readers[name]!(value, properties);
      if (typeof read === "string") skipped.push(`${name}: ${read}`);
      else for (const [each, found] of read) values.set(each, mapped(each, found, path));
    } else if (!companions.includes(name)) skipped.push(name);
  }
  if (values.size === 0) {
    throw new UsageError(`Cannot import "${file}": it has no property that names a cluster`, {
      hint: "Expected for example bootstrap.servers=HOST:PORT",
    });
  }
  return { name: undefined, values, skipped };
}

/** Read together with others. */
const companions = ["ssl.truststore.type", "ssl.keystore.type"];

type Pairs = readonly (readonly [key: SettingKey, value: SettingValue])[];

/** Returns settings, or why there are none. */
type Reader = (value: string, all: ReadonlyMap<string, string>) => Pairs | string;

const readers: Readonly<Record<string, Reader>> = {
  "security.protocol": (value) => {
    const protocol = value.toUpperCase();
    if (!/^(PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL)$/.test(protocol)) return "unknown protocol";
    return [["tls.enabled", protocol.endsWith("SSL")]];
  },
  "sasl.mechanism": readMechanism,
  "sasl.mechanisms": readMechanism,
  "sasl.jaas.config": readJaas,
  "ssl.truststore.location": (value, all) =>
    storeType(value, all.get("ssl.truststore.type")) === "PEM"
      ? [["tls.ca", value]]
      : "only PEM is supported; keytool -exportcert -rfc and openssl can convert it",
  "ssl.keystore.location": (value, all) =>
    storeType(value, all.get("ssl.keystore.type")) === "JKS"
      ? "only PEM and PKCS #12 are supported; keytool -importkeystore can convert it"
      : [["tls.cert", value]],
  "enable.ssl.certificate.verification": (value) =>
    value.toLowerCase() === "false" ? [["tls.insecure_skip_verify", true]] : [],
  "basic.auth.user.info": readUserInfo,
  "schema.registry.basic.auth.user.info": readUserInfo,
};

function mapped(
  key: SettingKey,
  value: SettingValue,
  path: (path: string) => string,
): SettingValue {
  return paths.includes(key) ? path(value as string) : value;
}

function readMechanism(value: string): Pairs | string {
  const mechanism = mechanisms.find((each) => each === value.toLowerCase());
  return mechanism === undefined ? `${value} is not supported` : [["sasl.mechanism", mechanism]];
}

function readUserInfo(value: string): Pairs | string {
  const at = value.indexOf(":");
  return at < 0
    ? "expected USER:PASSWORD"
    : [["registry.user", value.slice(0, at)], ["registry.password", value.slice(at + 1)]];
}

/** The options of a JAAS login module, by their names. */
const jaasKeys: Readonly<Record<string, SettingKey>> = {
  username: "sasl.user",
  password: "sasl.password",
  clientId: "oauth.client_id",
  clientSecret: "oauth.client_secret",
  scope: "oauth.scope",
};

function readJaas(value: string): Pairs | string {
  if (!/\b(Plain|Scram|OAuthBearer)LoginModule\b/.test(value)) return "unknown login module";
  const options = value.matchAll(/(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s;]+))/g);
  return [...options].flatMap(([, name = "", double, single, bare]): Pairs => {
    const key = Object.hasOwn(jaasKeys, name) ? jaasKeys[name] : undefined;
    const text = double?.replaceAll(/\\(.)/g, "$1") ?? single ?? bare ?? "";
    return key === undefined ? [] : [[key, text]];
  });
}

function storeType(location: string, type: string | undefined): string {
  if (type !== undefined) return type.toUpperCase();
  if (/\.(pem|crt|cer)$/i.test(location)) return "PEM";
  return /\.(p12|pfx)$/i.test(location) ? "PKCS12" : "JKS";
}

/**
 * Parses a `.properties` file: comments, line continuations and escapes as in Java. The last of
 * several values of a property counts.
 */
export function parseProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>();
  const lines = text.replaceAll(/(?<!\\)((?:\\\\)*)\\\r?\n[ \t\f]*/g, "$1").split(/\r?\n/);
  for (const line of lines) {
    const [, name, value = ""] =
      /^\s*((?:\\.|[^\s=:#!\\])(?:\\.|[^\s=:\\])*)(?:\s*[=:]\s*|\s+)?(.*)$/.exec(line) ?? [];
    if (name !== undefined) properties.set(unescapeText(name), unescapeText(value).trimEnd());
  }
  return properties;
}

const escapes: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

function unescapeText(text: string): string {
  return text.replaceAll(
    /\\(?:u([0-9a-fA-F]{4})|(.))/g,
    (_, code?: string, letter = "") =>
      code === undefined ? escapes[letter] ?? letter : String.fromCharCode(parseInt(code, 16)),
  );
}
