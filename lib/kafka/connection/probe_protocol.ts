import type net from "node:net";
import type { Address } from "../config.ts";
import { FrameGuard } from "./frame_guard.ts";
import { openSocket } from "./socket.ts";

/** How long a server may take to betray itself; the user is waiting for an error by now. */
const probeTimeoutMs = 1_000;

/**
 * Finds out what listens at an address that did not answer to Kafka: many servers say nothing to
 * what they do not understand, and wait or hang up. Null when it does not tell within a second.
 */
export async function probeProtocol(
  address: Address,
  signal: AbortSignal,
): Promise<"http" | "tls" | null> {
  const sockets: net.Socket[] = [];
  const { promise: over, resolve: end } = Promise.withResolvers<null>();
  const timer = setTimeout(() => end(null), probeTimeoutMs);
  const abort = (): void => end(null);
  signal.addEventListener("abort", abort);
  try {
    const probes = [speaksHttp(address, sockets), speaksTls(address, sockets)];
    const none = Promise.all(probes).then((found) => found.find((one) => one !== null) ?? null);
    const some = probes.map((probe) => probe.then((found) => found ?? none));
    return signal.aborted ? null : await Promise.race([over, ...some]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
    await Promise.all(sockets.map(destroy));
  }
}

function speaksHttp(address: Address, sockets: net.Socket[]): Promise<"http" | null> {
  const { promise, resolve } = Promise.withResolvers<"http" | null>();
  const guard = new FrameGuard();
  const socket = openSocket(address, undefined, () => socket.write("GET / HTTP/1.0\r\n\r\n"));
  sockets.push(socket);
  socket.on("data", (chunk) => resolve(guard.inspect(chunk) === "http" ? "http" : null));
  socket.on("error", () => resolve(null));
  socket.on("close", () => resolve(null));
  return promise;
}

function speaksTls(address: Address, sockets: net.Socket[]): Promise<"tls" | null> {
  const { promise, resolve } = Promise.withResolvers<"tls" | null>();
  // Nothing is sent over it, so whose certificate it is does not matter.
  const socket = openSocket(address, { rejectUnauthorized: false }, () => resolve("tls"));
  sockets.push(socket);
  socket.on("error", () => resolve(null));
  socket.on("close", () => resolve(null));
  return promise;
}

async function destroy(socket: net.Socket): Promise<void> {
  if (socket.closed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once("close", resolve);
  socket.destroy();
  await promise;
}
