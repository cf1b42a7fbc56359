import { after } from "../../async/timer.ts";
import type { Address, TlsConfig } from "../config.ts";
import { openStream } from "./open_stream.ts";
import { protocolOfSize } from "./foreign_protocol.ts";

/** Short, because the user is already waiting for an error. */
const probeTimeoutMs = 1_000;
const sizeBytes = 4;

/**
 * Returns the protocol of a server that did not answer to Kafka: many servers do not answer
 * requests of another protocol, but wait or close the connection. Null if it is not found within a
 * second.
 */
export async function probeProtocol(
  address: Address,
  signal: AbortSignal,
): Promise<"http" | "tls" | null> {
  const stop = new AbortController();
  const end = (): void => stop.abort(new Error("The probe is over"));
  const cancel = after(probeTimeoutMs, end);
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  try {
    const probes = [speaksHttp(address, stop.signal), speaksTls(address, stop.signal)];
    const found = await Promise.race(probes.map(async (probe, index) => (
      await probe ?? await probes[1 - index]!
    )));
    end();
    await Promise.all(probes);
    return found;
  } finally {
    cancel();
    signal.removeEventListener("abort", end);
  }
}

async function speaksHttp(address: Address, signal: AbortSignal): Promise<"http" | null> {
  return await probe(address, { signal }, async (stream) => {
    await stream.write(new TextEncoder().encode("GET / HTTP/1.0\r\n\r\n"));
    const opening = new Uint8Array(sizeBytes);
    for (let length = 0; length < sizeBytes;) {
      const count = await stream.read(opening.subarray(length));
      if (count === null) return null;
      length += count;
    }
    const size = new DataView(opening.buffer).getUint32(0);
    return protocolOfSize(size) === "http" ? "http" : null;
  });
}

async function speaksTls(address: Address, signal: AbortSignal): Promise<"tls" | null> {
  // Nothing is sent over it, so whose certificate it is does not matter.
  const tls: TlsConfig = { rejectUnauthorized: false };
  return await probe(address, { tls, signal }, () => Promise.resolve("tls"));
}

/** Returns the result of `use`; null if the connection fails, or the signal aborts. */
async function probe<T>(
  address: Address,
  options: { readonly tls?: TlsConfig; readonly signal: AbortSignal },
  use: (stream: Awaited<ReturnType<typeof openStream>>) => Promise<T>,
): Promise<T | null> {
  const { signal } = options;
  try {
    const stream = await openStream(address, options);
    const close = (): void => void stream.close();
    signal.addEventListener("abort", close);
    try {
      if (signal.aborted) return null;
      return await use(stream);
    } finally {
      signal.removeEventListener("abort", close);
      await stream.close();
    }
  } catch (error) {
    // A failed connection means that the server does not speak this protocol.
    if (error instanceof TypeError) throw error;
    return null;
  }
}
