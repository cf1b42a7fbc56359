import { UsageError } from "../errors.ts";

const defaultPort = 9644;

/**
 * Reads where an admin API is: `http://host:9644`, `https://host`, `host:port` or `host`.
 *
 * Without a scheme it is `http`, and without a scheme and a port the port is 9644.
 *
 * @throws {UsageError} When it is none of these.
 */
export function parseAdminUrl(text: string): URL {
  const hasScheme = /^https?:\/\//.test(text);
  const url = URL.parse(hasScheme ? text : `http://${text}`);
  if (url === null || url.hostname === "" || (!hasScheme && text.includes("://"))) {
    throw new UsageError(`Cannot read "${text}" as the address of an admin API`, {
      hint: "Give http://HOST:PORT",
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError("Cannot take a password within the address of an admin API", {
      hint: "Set WAH_SASL_USER and WAH_SASL_PASSWORD in the environment instead",
    });
  }
  if (!hasScheme && !/:\d+(\/|$)/.test(text)) url.port = String(defaultPort);
  return url;
}

/** Where a Redpanda has its admin API when nobody says: the broker's host, port 9644. */
export function derivedAdminUrl(host: string, { tls }: { tls: boolean }): URL {
  const name = host.includes(":") ? `[${host}]` : host;
  return new URL(`${tls ? "https" : "http"}://${name}:${defaultPort}`);
}
