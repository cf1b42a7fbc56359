import type { Context } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";
import {
  type Address,
  type KafkaConfig,
  parseAddresses,
  type SaslConfig,
  type TlsConfig,
} from "../../lib/kafka/config.ts";
import type { GlobalOptions } from "./parser/globals.ts";
import { version } from "./version.ts";

/** Where a broker is looked for when nothing says where. */
export const defaultAddress: Address = { host: "localhost", port: 9092 };

const tlsKeys = ["TLS_ENABLED", "TLS_CA", "TLS_CERT", "TLS_KEY", "TLS_INSECURE_SKIP_VERIFY"];
const mechanisms = ["plain", "scram-sha-256", "scram-sha-512"] as const;

/**
 * How to reach the cluster: the flag, then `WAH_*`, then `RPK_*`, then `localhost:9092`.
 *
 * TLS is on when any of `TLS_CA`, `TLS_CERT`, `TLS_KEY` or `TLS_INSECURE_SKIP_VERIFY` is set,
 * unless `TLS_ENABLED` says false. The login is `WAH_SASL_USER`, `WAH_SASL_PASSWORD` and
 * `WAH_SASL_MECHANISM`, else `RPK_USER`, `RPK_PASS` and `RPK_SASL_MECHANISM`.
 *
 * @throws {UsageError} When one of them cannot be read; names the variable.
 */
export function connectionSettings(options: GlobalOptions, context: Context): KafkaConfig {
  const tls = tlsSettings(context);
  const sasl = saslSettings(context);
  const brokers = brokerList(options, context);
  return {
    brokers: brokers === undefined ? [defaultAddress] : parseAddresses(brokers),
    clientId: "wah",
    softwareVersion: version,
    ...(tls === undefined ? {} : { tls }),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

/** Whether nothing at all says which cluster is meant, or how to speak to it. */
export function isDefaultCluster(options: GlobalOptions, context: Context): boolean {
  return brokerList(options, context) === undefined && tlsSettings(context) === undefined &&
    saslSettings(context) === undefined;
}

function brokerList(options: GlobalOptions, context: Context): string | undefined {
  return options.brokers ?? setting(context, "BROKERS")?.value;
}

/** A setting and the name of the variable that it came from. */
interface Setting {
  readonly name: string;
  readonly value: string;
}

function setting(context: Context, key: string): Setting | undefined {
  for (const name of [`WAH_${key}`, `RPK_${key}`]) {
    const value = context.env(name);
    if (value !== undefined) return { name, value };
  }
  return undefined;
}

function tlsSettings(context: Context): TlsConfig | undefined {
  const isGiven = tlsKeys.some((key) => setting(context, key) !== undefined);
  if (!isGiven || !flag(setting(context, "TLS_ENABLED"), true)) return undefined;
  const ca = fileOf(setting(context, "TLS_CA"));
  const cert = fileOf(setting(context, "TLS_CERT"));
  const key = fileOf(setting(context, "TLS_KEY"));
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(flag(setting(context, "TLS_INSECURE_SKIP_VERIFY"), false)
      ? { rejectUnauthorized: false }
      : {}),
  };
}

function saslSettings(context: Context): SaslConfig | undefined {
  const username = context.env("WAH_SASL_USER") ?? context.env("RPK_USER");
  if (username === undefined) return undefined;
  const password = context.env("WAH_SASL_PASSWORD") ?? context.env("RPK_PASS");
  if (password === undefined) {
    throw new UsageError(`Cannot log in as "${username}": there is no password`, {
      hint: "Set WAH_SASL_PASSWORD in the environment",
    });
  }
  return { mechanism: mechanismOf(setting(context, "SASL_MECHANISM")), username, password };
}

function mechanismOf(given: Setting | undefined): typeof mechanisms[number] {
  if (given === undefined) return "scram-sha-256";
  const mechanism = mechanisms.find((name) => name === given.value.toLowerCase());
  if (mechanism !== undefined) return mechanism;
  throw new UsageError(
    `Cannot use ${given.name} "${given.value}": expected ${mechanisms.join(", ")}`,
  );
}

function flag(given: Setting | undefined, absent: boolean): boolean {
  if (given === undefined) return absent;
  const value = given.value.toLowerCase();
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw new UsageError(`Cannot use ${given.name} "${given.value}": expected true or false`);
}

function fileOf(given: Setting | undefined): string | undefined {
  if (given === undefined) return undefined;
  try {
    return Deno.readTextFileSync(given.value);
  } catch (cause) {
    const found = cause instanceof Deno.errors.NotFound ? "no such file" : String(cause);
    throw new UsageError(`Cannot read ${given.name} "${given.value}": ${found}`, { cause });
  }
}
