/**
 * Whether anything, a broker or not, accepts connections at a port of this machine, on either
 * loopback address. Only a refusal counts as nothing: a client reports what else it finds.
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
    return !isNothingThere(error);
  }
}

/** Refused; or this machine has no such address family, for which Deno has no class. */
function isNothingThere(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionRefused ||
    error instanceof Deno.errors.AddrNotAvailable ||
    error instanceof Deno.errors.NetworkUnreachable ||
    error instanceof Error && /\bos error (97|47|10047)\b/.test(error.message);
}
