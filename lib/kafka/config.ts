import { isIPv6 } from "../text/ip_address.ts";
import type { ConnectionOptions } from "node:tls";
import { UsageError } from "../errors.ts";

/** The address of a broker. */
export interface Address {
  /** A name or an IP literal; IPv6 without its brackets. */
  readonly host: string;
  readonly port: number;
}

/** TLS settings, as `node:tls` accepts them: `ca`, `cert`, `key`, `servername`, ... */
export type TlsConfig = ConnectionOptions;

/** The login for a broker. */
export type SaslConfig =
  | {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  }
  | {
    readonly mechanism: "oauthbearer";
    /**
     * Called for every login; it may cache the token. If it rejects with a `WahError`, so does the
     * request that needs the login.
     */
    readonly token: () => Promise<string>;
    /** SASL extensions (KIP-342). */
    readonly extensions?: Readonly<Record<string, string>>;
  };

/** Connection settings of a cluster. */
export interface KafkaConfig {
  /** The brokers to try first, in this order; at least one. */
  readonly brokers: readonly Address[];
  /** The client's name in the broker's logs and quotas. Default: `wah`. */
  readonly clientId?: string;
  /** Version of this program for the broker's metrics; letters, digits, `-` and `.`. */
  readonly softwareVersion?: string;
  /** Enables TLS; an empty object means the default settings. */
  readonly tls?: TlsConfig;
  readonly sasl?: SaslConfig;
  /** Limit for one connection: name, TCP, TLS, versions and login together. Default: 5 s. */
  readonly connectTimeoutMs?: number;
  /** Longest silence of a broker during a request, unless that sets its own. Default: 30 s. */
  readonly requestTimeoutMs?: number;
}

const defaultPort = 9092;
const maxPort = 65_535;
const listHint = "Use HOST:PORT; separate several with commas";

/**
 * Reads a list of addresses, for example `localhost,10.0.0.1:9092,[::1]:9093`.
 *
 * The default port is 9092. An IPv6 literal with a port needs brackets. Empty parts are ignored.
 *
 * @throws {UsageError} If there is no address, or one of them has no host or no valid port. A login
 * in an address is rejected too, and not repeated in the error.
 */
export function parseAddresses(text: string): Address[] {
  if (text.includes("@")) {
    throw new UsageError("Cannot use a broker address with a login in it", {
      hint: "Set WAH_SASL_USER and WAH_SASL_PASSWORD in the environment",
    });
  }
  const parts = text.split(",").map((part) => part.trim()).filter((part) => part !== "");
  if (parts.length === 0) {
    throw new UsageError(`Cannot read "${text}" as broker addresses: no address found`, {
      hint: listHint,
    });
  }
  return parts.map(parseAddress);
}

function parseAddress(text: string): Address {
  if (text.includes("://")) {
    const [bare = ""] = text.slice(text.indexOf("://") + 3).split("/");
    throw rejected(text, "it has a scheme", bare === "" ? listHint : `Try "${bare}"`);
  }
  if (text.startsWith("[")) return parseBracketed(text);
  if (isIPv6(text)) return { host: text, port: defaultPort };
  if (/[[\]]/.test(text)) {
    throw rejected(text, "misplaced bracket", "Put an IPv6 address in brackets: [::1]:9092");
  }
  const [host = "", port, ...more] = text.split(":");
  if (more.length > 0) {
    throw rejected(text, "more than one colon", `${listHint}; an IPv6 address needs brackets`);
  }
  if (host === "") throw rejected(text, "the host is missing");
  if (!/^[A-Za-z0-9._-]+$/.test(host)) throw rejected(text, `"${host}" is not a host name`);
  return { host, port: parsePort(text, port) };
}

function parseBracketed(text: string): Address {
  const [, host = "", rest] = /^\[([^\]]*)\](.*)$/.exec(text) ?? [];
  if (rest === undefined) throw rejected(text, 'the closing "]" is missing');
  if (!isIPv6(host)) throw rejected(text, `"${host}" is not an IPv6 address`);
  if (rest !== "" && !rest.startsWith(":")) throw rejected(text, `"${rest}" follows the "]"`);
  return { host, port: parsePort(text, rest === "" ? undefined : rest.slice(1)) };
}

function parsePort(text: string, port: string | undefined): number {
  if (port === undefined) return defaultPort;
  if (port === "") throw rejected(text, "the port is missing");
  const value = /^\d{1,5}$/.test(port) ? Number(port) : NaN;
  if (value >= 1 && value <= maxPort) return value;
  const found = /^\d+$/.test(port) ? `port ${port}` : `port "${port}"`;
  throw rejected(text, `${found}, expected a number from 1 to ${maxPort}`);
}

function rejected(text: string, found: string, hint = listHint): UsageError {
  return new UsageError(`Cannot read "${text}" as a broker address: ${found}`, { hint });
}
