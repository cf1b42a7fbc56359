/** Below the range of ports for outgoing connections, so that none of those takes one of these. */
const firstPort = 20_000;
const lastPort = 31_999;

/** Returns different loopback ports on which nothing listened a moment ago. */
export function freePorts(count: number): number[] {
  const held: Deno.Listener[] = [];
  try {
    while (held.length < count) {
      const port = firstPort + Math.floor(Math.random() * (lastPort - firstPort + 1));
      try {
        held.push(Deno.listen({ hostname: "127.0.0.1", port }));
      } catch (error) {
        if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      }
    }
    return held.map((listener) => (listener.addr as Deno.NetAddr).port);
  } finally {
    for (const listener of held) listener.close();
  }
}
