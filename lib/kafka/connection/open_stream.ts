import type { Address } from "../config.ts";
import type { ByteStream, StreamOptions } from "./byte_stream.ts";
import { openTcpStream } from "./tcp_stream.ts";

/**
 * Connects to `address`; the modules for TLS are loaded only if it is wanted.
 *
 * @throws {Error} The system's error if there is no connection or no TLS session.
 * @throws The signal's reason if it aborts first.
 */
export async function openStream(address: Address, options: StreamOptions): Promise<ByteStream> {
  const { tls, signal, onConnected } = options;
  if (tls !== undefined) {
    const { openTlsStream } = await (import("./tls/tls_stream.ts" as string) as Promise<
      typeof import("./tls/tls_stream.ts")
    >);
    return await openTlsStream(address, { tls, signal, onConnected });
  }
  const stream = await openTcpStream(address, signal);
  onConnected?.();
  return stream;
}
