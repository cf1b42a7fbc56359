import { after } from "../../async/timer.ts";
import type { Address, TlsConfig } from "../config.ts";
import { openStream } from "./byte_stream.ts";
import { protocolOfSize } from "./foreign_protocol.ts";

/** How long a server may take to show what it is; the user is waiting for an error by now. */
const probeTimeoutMs = 1_000;
const sizeBytes = 4;

/**
 * Finds out what listens at an address that did not answer to Kafka: many servers say nothing to
 * what they do not understand, and wait or close the connection. Null if it does not show within a
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

/** What `use` finds; null if the connection fails, or the signal aborts. */
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
  } catch {
    return null;
  }
}
