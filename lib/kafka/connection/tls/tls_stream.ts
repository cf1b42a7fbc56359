import net, { type LookupFunction } from "node:net";
import tls from "node:tls";
import { abortable } from "../../../async/abortable.ts";
import type { Address, TlsConfig } from "../../config.ts";
import type { ByteStream, StreamOptions } from "../byte_stream.ts";
import { TlsFailedError } from "../connect_failure.ts";
import { explainChain, tlsFailure } from "./tls_failure.ts";

const keepAliveDelayMs = 60_000;

/**
 * Connects to `address` and completes the TLS handshake.
 *
 * `node:tls` and not `Deno.connectTls`, whose authorities come in addition to those of the system
 * and which cannot leave out the verification of one connection.
 *
 * @throws {Error} The system's error, with its `code`, if there is no connection, or no session.
 * @throws The signal's reason if it aborts first.
 */
export async function openTlsStream(
  address: Address,
  { tls: config, signal, onConnected }: StreamOptions & { readonly tls: TlsConfig },
): Promise<ByteStream> {
  signal.throwIfAborted();
  const secured = Promise.withResolvers<void>();
  const socket = tls.connect({ ...serverName(address.host), ...config, ...target(address) });
  socket.setKeepAlive(true, keepAliveDelayMs);
  socket.setNoDelay(true);
  socket.once("connect", () => onConnected?.());
  socket.once("secureConnect", () => secured.resolve());
  const stream = new TlsStream(socket, {
    explain: (error) => tlsFailure(error, config.cert !== undefined),
    onEnd: (error) => secured.reject(error),
  });
  try {
    await abortable(secured.promise, signal);
    return stream;
  } catch (error) {
    await stream.close();
    throw await refined(error, address, { tls: config, signal });
  }
}

/** Looks at the broker's certificates if they are not accepted, for a better explanation. */
async function refined(
  error: unknown,
  address: Address,
  options: { readonly tls: TlsConfig; readonly signal: AbortSignal },
): Promise<unknown> {
  const isAboutChain = error instanceof TlsFailedError &&
    error.explanation.finding === "certificate";
  if (!isAboutChain || options.signal.aborted) return error;
  const { inspectTls } = await (import("./inspect_tls.ts" as string) as Promise<
    typeof import("./inspect_tls.ts")
  >);
  const inspection = await inspectTls(address, options);
  const explanation = explainChain(inspection?.chain ?? [], Date.now());
  return explanation === null ? error : new TlsFailedError(explanation, { cause: error });
}

class TlsStream implements ByteStream {
  readonly #socket: tls.TLSSocket;
  readonly #explain: (error: Error) => Error;
  readonly #closed = Promise.withResolvers<void>();
  /** Received and not read yet; the socket is paused while there is any. */
  readonly #chunks: Uint8Array[] = [];
  #ended: { readonly error: Error | null } | null = null;
  #wake: (() => void) | null = null;

  /**
   * @param explain Explains an error of the socket.
   * @param onEnd Called once, with why nothing more will be received.
   */
  constructor(
    socket: tls.TLSSocket,
    { explain, onEnd }: {
      readonly explain: (error: Error) => Error;
      readonly onEnd: (error: Error) => void;
    },
  ) {
    this.#socket = socket;
    this.#explain = explain;
    const end = (error: Error | null): void => {
      this.#ended ??= { error };
      this.#wake?.();
      onEnd(error ?? new Error("The other side closed the connection"));
    };
    socket.on("data", (chunk: Uint8Array) => {
      this.#chunks.push(chunk);
      socket.pause();
      this.#wake?.();
    });
    socket.on("end", () => end(null));
    socket.on("error", (error) => end(explain(error)));
    socket.on("close", () => {
      end(new Error("The connection is closed"));
      this.#closed.resolve();
    });
  }

  async read(target: Uint8Array<ArrayBuffer>): Promise<number | null> {
    while (this.#chunks.length === 0) {
      if (this.#ended !== null) {
        if (this.#ended.error !== null) throw this.#ended.error;
        return null;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      this.#socket.resume();
      await promise;
      this.#wake = null;
    }
    const chunk = this.#chunks[0]!;
    const count = Math.min(chunk.byteLength, target.byteLength);
    target.set(chunk.subarray(0, count));
    if (count === chunk.byteLength) this.#chunks.shift();
    else this.#chunks[0] = chunk.subarray(count);
    return count;
  }

  write(bytes: Uint8Array): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#socket.write(bytes, (error) => error ? reject(this.#explain(error)) : resolve());
    // A socket that is destroyed may never call back.
    this.#closed.promise.then(() => reject(new Error("The connection is closed")));
    return promise;
  }

  close(): Promise<void> {
    this.#socket.destroy();
    return this.#closed.promise;
  }
}

/** RFC 6066 allows no IP literal in the server name. */
function serverName(host: string): { servername?: string } {
  return net.isIP(host) === 0 ? { servername: host } : {};
}

function target({ host, port }: Address): net.TcpNetConnectOpts {
  const isLocalhost = host.toLowerCase() === "localhost";
  return { host, port, autoSelectFamily: true, ...(isLocalhost ? { lookup: lookupLoopback } : {}) };
}

/** Both loopback addresses, as `openTcpStream()` tries them. */
const lookupLoopback: LookupFunction = (_host, options, done) => {
  if (options.all) {
    done(null, [{ address: "127.0.0.1", family: 4 }, { address: "::1", family: 6 }]);
  } else {
    done(null, "127.0.0.1", 4);
  }
};
