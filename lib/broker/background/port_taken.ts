import { connect } from "node:net";

/**
 * Whether anything, a broker or not, takes connections at a port of this machine, on either
 * loopback address. Anything but a refusal counts: what it is, a client will say.
 */
export async function isPortTaken(port: number): Promise<boolean> {
  const found = await Promise.all(["127.0.0.1", "::1"].map((host) => answers(host, port)));
  return found.includes(true);
}

function answers(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port });
  socket.on("connect", () => resolve(true));
  socket.on("error", (error: Error & { code?: string }) => {
    resolve(!nothingThere.has(error.code ?? ""));
  });
  return promise.finally(() => socket.destroy());
}

/** Refused; or this machine has no such address family. */
const nothingThere = new Set(["ECONNREFUSED", "EADDRNOTAVAIL", "EAFNOSUPPORT", "ENETUNREACH"]);
