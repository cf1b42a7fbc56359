import { isSystemError } from "../private_file.ts";

/**
 * Whether anything, a broker or not, accepts connections at a port of this machine, on either
 * loopback address. After any other error than a refusal this is true; a client reports the error.
 */
export async function isPortTaken(port: number): Promise<boolean> {
  const found = await Promise.all(["127.0.0.1", "::1"].map((host) => answers(host, port)));
  return found.includes(true);
}

async function answers(hostname: string, port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname, port })).close();
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return !isRefused(error);
  }
}

/**
 * Whether the port refused, or this machine lacks the address family (Deno has no class for it).
 */
function isRefused(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionRefused ||
    error instanceof Deno.errors.AddrNotAvailable ||
    error instanceof Deno.errors.NetworkUnreachable ||
    error instanceof Error && /\bos error (97|47|10047)\b/.test(error.message);
}
