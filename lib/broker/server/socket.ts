import { errorCode } from "../error_code.ts";

/** An IPv4 address that arrived over an IPv6 socket, in its own form. */
export function plainAddress(address: Deno.Addr): string {
  const { hostname } = address as Deno.NetAddr;
  return hostname.startsWith("::ffff:") ? hostname.slice("::ffff:".length) : hostname;
}

/** Codes of errors that say that the other side is gone, or this side has closed the socket. */
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

/** Whether a read or write failed because the connection has ended, on whatever side. */
export function isHangUp(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted ||
    hangUpCodes.has(errorCode(error));
}
