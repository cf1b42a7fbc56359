import { isRuntimeError } from "./runtime_error.ts";

/**
 * Returns whether a request to `url` must not pass through a proxy, because it is for this machine
 * or because `noProxy` lists its host.
 *
 * This machine is `localhost` and its subdomains, loopback and unspecified addresses, and every IP
 * literal that a socket can be bound to here. `noProxy` lists hosts like `NO_PROXY`, separated by
 * commas or spaces: a name matches itself and its subdomains, `*` every host, and a port restricts
 * an entry to that port. Deno also applies `NO_PROXY` itself, including networks
 * such as `10.0.0.0/8`, but ignores `*`, ports, IPv6 brackets and upper case.
 */
export function isDirectAddress(url: URL, noProxy: string | undefined): boolean {
  return isThisMachine(url.hostname) ||
    (noProxy ?? "").split(/[,\s]+/).some((entry) => entry !== "" && names(entry, url));
}

/** Returns the port of `url`, or the default port of its scheme. */
export function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

function isThisMachine(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost")) return true;
  const isLiteral = hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
  return isLiteral && canListenOn(hostname.replace(/^\[|\]$/g, ""));
}

/** Only an address of this machine can be bound. Needs no permission to list the interfaces. */
function canListenOn(address: string): boolean {
  try {
    Deno.listen({ hostname: address, port: 0 }).close();
    return true;
  } catch (error) {
    if (!isRuntimeError(error)) throw error;
    return false;
  }
}

function names(entry: string, url: URL): boolean {
  if (entry === "*") return true;
  const [, literal, bare = entry, port] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  if (port !== undefined && Number(port) !== portOf(url)) return false;
  const host = (literal ?? bare).toLowerCase().replace(/^\*?\./, "");
  if (literal !== undefined || host.includes(":")) return url.hostname === normalized(host);
  return host !== "" && (url.hostname === host || url.hostname.endsWith(`.${host}`));
}

function normalized(ipv6: string): string | undefined {
  return URL.parse(`http://[${ipv6}]/`)?.hostname;
}
