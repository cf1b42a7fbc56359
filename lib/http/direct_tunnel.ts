import { isRuntimeError } from "./runtime_error.ts";

/** The server at the end of a tunnel. */
export interface TunnelTarget {
  /** A name or an IP literal; IPv6 without its brackets. */
  readonly hostname: string;
  readonly port: number;
}

/** Maximum size of a CONNECT request; Deno's has about 100 bytes. */
const maxHeadBytes = 8 * 1024;
const encoder = new TextEncoder();

/**
 * An HTTP proxy on a loopback port that opens tunnels to one server only.
 *
 * Deno has no option to ignore the proxy variables of the environment for an HTTPS request. A
 * client with an explicit proxy ignores them, so this is that proxy. TLS is end to end with the
 * server.
 */
export class DirectTunnel implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #target: TunnelTarget;
  readonly #open = new Set<Deno.Conn>();
  readonly #stop = new AbortController();
  readonly #serving: Promise<void>;
  #failure: unknown;

  constructor(target: TunnelTarget) {
    this.#target = target;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#serving = this.#serve();
  }

  /** The address of the proxy, for example `http://127.0.0.1:40123`. */
  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  /** The error of connecting to the server, or a bug in a tunnel; undefined if there was none. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Closes the listener and every tunnel; resolves once they are closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#listener.close();
    for (const connection of this.#open) closeQuietly(connection);
    await this.#serving;
  }

  async #serve(): Promise<void> {
    const tunnels: Promise<void>[] = [];
    for await (const client of this.#listener) tunnels.push(this.#connect(client));
    await Promise.all(tunnels);
  }

  async #connect(client: Deno.Conn): Promise<void> {
    this.#open.add(client);
    try {
      if (!await readConnect(client)) return;
      const server = await this.#reach();
      this.#open.add(server);
      await client.write(encoder.encode("HTTP/1.1 200 OK\r\n\r\n"));
      await Promise.race([pass(client, server), pass(server, client)]);
    } catch (error) {
      // If a connection breaks, the tunnel ends, and the HTTP client at its other end reports that.
      if (!isRuntimeError(error)) this.#failure ??= error;
    } finally {
      for (const connection of this.#open) closeQuietly(connection);
    }
  }

  async #reach(): Promise<Deno.Conn> {
    try {
      return await Deno.connect({ ...this.#target, signal: this.#stop.signal });
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }
}

/** Reads a request up to the blank line; returns whether it is a CONNECT request. */
async function readConnect(client: Deno.Conn): Promise<boolean> {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(maxHeadBytes);
  let head = "";
  while (!head.endsWith("\r\n\r\n") && head.length < maxHeadBytes) {
    const count = await client.read(chunk);
    if (count === null) return false;
    head += decoder.decode(chunk.subarray(0, count), { stream: true });
  }
  return head.startsWith("CONNECT ");
}

async function pass(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(16 * 1024);
  for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
    for (let sent = 0; sent < count;) sent += await to.write(buffer.subarray(sent, count));
  }
}

function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
