import { isRuntimeError } from "./runtime_error.ts";

/** The server at the end of a tunnel. */
export interface TunnelTarget {
  /** A name or an IP literal; IPv6 without its brackets. */
  readonly hostname: string;
  readonly port: number;
}

/** The version that every message of SOCKS begins with. */
const version = 5;
/** Answers: no authentication, and connected. */
const accepted = new Uint8Array([version, 0]);
const connected = new Uint8Array([version, 0, 0, 1, 0, 0, 0, 0, 0, 0]);

/**
 * A SOCKS proxy on a loopback port that opens tunnels to one server only.
 *
 * Deno has no option to ignore the proxy variables of the environment for a request. A client with
 * an explicit proxy ignores them, so this is that proxy. It is one of SOCKS, not of HTTP, because
 * the path of a plain request through an HTTP proxy is a whole address, which some servers reject.
 * TLS is end to end with the server.
 *
 * @see RFC 1928
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

  /** The address of the proxy, for example `socks5h://127.0.0.1:40123`. */
  get url(): string {
    return `socks5h://127.0.0.1:${this.#listener.addr.port}`;
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
      if (!await readHello(client)) return;
      const server = await this.#reach();
      this.#open.add(server);
      await client.write(connected);
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

/** Agrees on a connection without authentication; the address that the client names is ignored. */
async function readHello(client: Deno.Conn): Promise<boolean> {
  const [helloVersion, methods] = await read(client, 2);
  if (helloVersion !== version || await read(client, methods!) === none) return false;
  await client.write(accepted);
  const [requestVersion, , , addressType] = await read(client, 4);
  if (requestVersion !== version) return false;
  const length = addressType === 1 ? 4 : addressType === 4 ? 16 : (await read(client, 1))[0]!;
  const portBytes = 2;
  return await read(client, length + portBytes) !== none;
}

const none = new Uint8Array();

/** Reads as many bytes; none if the connection ends before that. */
async function read(client: Deno.Conn, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count;) {
    const size = await client.read(bytes.subarray(at));
    if (size === null) return none;
    at += size;
  }
  return bytes;
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
