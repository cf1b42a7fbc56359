import { isIPv6 } from "../text/ip_address.ts";
import type { ConnectionOptions } from "node:tls";
import { UsageError } from "../errors.ts";

/** Where a broker listens. */
export interface Address {
  /** A name or an IP literal; IPv6 without its brackets. */
  readonly host: string;
  readonly port: number;
}

/** TLS settings, as `node:tls` takes them: `ca`, `cert`, `key`, `servername`, ... */
export type TlsConfig = ConnectionOptions;

/** How to log in to a broker. */
export type SaslConfig =
  | {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  }
  | {
    readonly mechanism: "oauthbearer";
    /** Called whenever a token is needed; caching is its own business. */
    readonly token: () => Promise<string>;
  };

/** Everything it takes to talk to a cluster. */
export interface KafkaConfig {
  /** Where to ask first, in this order; at least one. */
  readonly brokers: readonly Address[];
  /** How the broker's logs and quotas know us; `wah` when left out. */
  readonly clientId?: string;
  /** Version of this program for the broker's metrics; letters, digits, `-` and `.`. */
  readonly softwareVersion?: string;
  /** TLS is spoken exactly when this is there; an empty object means the defaults. */
  readonly tls?: TlsConfig;
  readonly sasl?: SaslConfig;
  /** Time for one connection: name, TCP, TLS, versions and login together; 5 s when left out. */
  readonly connectTimeoutMs?: number;
  /** How long a broker may say nothing when asked, unless the request differs; 30 s if left out. */
  readonly requestTimeoutMs?: number;
}

const defaultPort = 9092;

/**
 * Reads a list of addresses such as `localhost`, `10.0.0.1:9092,[::1]:9093`.
 *
 * The port is 9092 where there is none. An IPv6 literal stands in brackets, or bare without a port.
 *
 * @throws {UsageError} When there is no address, or one of them has no host or no valid port.
 */
export function parseAddresses(text: string): Address[] {
  const parts = text.split(",").map((part) => part.trim()).filter((part) => part !== "");
  if (parts.length === 0) {
    throw new UsageError(`Cannot read "${text}" as broker addresses: it names none`, {
      hint: "Give HOST:PORT, several with commas",
    });
  }
  return parts.map(parseAddress);
}

function parseAddress(text: string): Address {
  if (text.includes("://")) {
    throw refused(text, "it has a scheme", `Try "${text.slice(text.indexOf("://") + 3)}"`);
  }
  const [, literal, literalPort] = /^\[(.*)\](?::(.*))?$/.exec(text) ?? [];
  if (literal !== undefined && isIPv6(literal)) {
    return { host: literal, port: parsePort(text, literalPort) };
  }
  if (isIPv6(text)) return { host: text, port: defaultPort };
  if (text.split(":").length > 2) throw refused(text, "more than one colon");
  const [host = "", port] = text.split(":");
  if (!/^[A-Za-z0-9._-]+$/.test(host)) {
    throw refused(text, host === "" ? "no host" : `"${host}" is not a host name`);
  }
  return { host, port: parsePort(text, port) };
}

function parsePort(text: string, port: string | undefined): number {
  if (port === undefined) return defaultPort;
  const value = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (value < 1 || value > 65_535) throw refused(text, `port "${port}", accepted is 1 to 65535`);
  return value;
}

function refused(text: string, found: string, hint = "Give HOST:PORT, several with commas"): Error {
  return new UsageError(`Cannot read "${text}" as a broker address: ${found}`, { hint });
}
