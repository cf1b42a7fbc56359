import { UsageError } from "../errors.ts";

const defaultPort = 9644;

/**
 * Parses the address of an admin API: `http://host:9644`, `https://host`, `host:port` or `host`.
 *
 * The default scheme is `http`; without a scheme, the default port is 9644.
 *
 * @throws {UsageError} If it is not a valid address. A login in the address is rejected too, and
 * not repeated in the error.
 */
export function parseAdminUrl(text: string): URL {
  if (/^([a-z]+:\/\/)?[^/]*@/i.test(text)) {
    throw new UsageError("Cannot use an admin API address with a login in it", {
      hint: "Set WAH_SASL_USER and WAH_SASL_PASSWORD in the environment",
    });
  }
  const hasScheme = /^https?:\/\//.test(text);
  const url = URL.parse(hasScheme ? text : `http://${text}`);
  if (url === null || url.hostname === "" || (!hasScheme && text.includes("://"))) {
    throw new UsageError(`Cannot read "${text}" as the address of an admin API`, {
      hint: "Use http://HOST:PORT",
    });
  }
  if (!hasScheme && !/:\d+(\/|$)/.test(text)) url.port = String(defaultPort);
  return url;
}

/** Returns the default address of a Redpanda admin API: the broker's host, port 9644. */
export function derivedAdminUrl(host: string, { tls }: { tls: boolean }): URL {
  const name = host.includes(":") ? `[${host}]` : host;
  return new URL(`${tls ? "https" : "http"}://${name}:${defaultPort}`);
}
