import { errorCode } from "../error_code.ts";

/** Returns the host of an address. IPv4 addresses of an IPv6 socket are returned in IPv4 form. */
export function plainAddress(address: Deno.Addr): string {
  const { hostname } = address as Deno.NetAddr;
  return hostname.startsWith("::ffff:") ? hostname.slice("::ffff:".length) : hostname;
}

/** Error codes which mean that one of the two sides has closed the socket. */
const hangUpCodes = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ENOTCONN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
]);

/** Returns whether a read or write failed because either side has closed the connection. */
export function isHangUp(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    hangUpCodes.has(errorCode(error));
}
