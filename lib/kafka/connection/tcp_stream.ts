import type { Address } from "../config.ts";
import type { ByteStream } from "./byte_stream.ts";

/**
 * `localhost` means both loopback addresses (RFC 6761), whatever the hosts file lists: brokers in
 * containers often listen on one family only, and it is not always the one that is listed.
 */
const loopbackHosts = ["127.0.0.1", "::1"];

/**
 * Connects to `address` without TLS.
 *
 * @throws {Error} The system's error if there is no connection; of `localhost`, the one at IPv4.
 * @throws The signal's reason if it aborts first.
 */
export async function openTcpStream(address: Address, signal: AbortSignal): Promise<ByteStream> {
  const { host, port } = address;
  const hosts = host.toLowerCase() === "localhost" ? loopbackHosts : [host];
  let failure: unknown;
  for (const hostname of hosts) {
    try {
      return new TcpStream(await Deno.connect({ hostname, port, signal }));
    } catch (error) {
      signal.throwIfAborted();
      failure ??= error;
    }
  }
  throw failure;
}

class TcpStream implements ByteStream {
  readonly #socket: Deno.TcpConn;
  #isClosed = false;

  constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
  }

  read(target: Uint8Array<ArrayBuffer>): Promise<number | null> {
    return this.#socket.read(target);
  }

  async write(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    while (rest.byteLength > 0) rest = rest.subarray(await this.#socket.write(rest));
  }

  close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#socket.close();
    }
    return Promise.resolve();
  }
}
