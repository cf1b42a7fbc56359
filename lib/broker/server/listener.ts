import { createServer, type Server, type Socket } from "node:net";
import { FailedError } from "../../errors.ts";
import type { AdvertisedAddress } from "../api.ts";
import type { Timer } from "../clock.ts";
import type { ApiRegistry } from "../apis/registry.ts";
import type { BrokerServices } from "../services.ts";
import { ServerConnection } from "./connection.ts";

/** Where to listen, and what to tell clients about it. */
export interface ListenOptions {
  /** A name or address; `localhost` listens on 127.0.0.1 and ::1 both. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** What clients are told; by default the host and port listened on. */
  readonly advertise?: AdvertisedAddress;
  /** Told how many clients are connected whenever that changes. */
  readonly onConnections?: (count: number) => void;
  readonly services: BrokerServices;
  readonly registry: ApiRegistry;
}

/** How often a free port is tried again when its twin on the other loopback address is taken. */
const freePortTries = 20;

/** So long after a refused connection the addresses are bound anew. */
const renewalDelayMs = 100;

/** What binding an address gives that the machine lacks; Deno says EINVAL, Node the others. */
const notHere = new Set(["EAFNOSUPPORT", "EADDRNOTAVAIL", "EINVAL"]);

const everyAddress = new Set(["0.0.0.0", "::"]);

/** The listening sockets of a broker and the connections that came through them. */
export class Listener implements AsyncDisposable {
  readonly #options: ListenOptions;
  #servers: Server[] = [];
  /** Those before them; each is done when the last connection that came through it is. */
  readonly #ending = new Set<Promise<void>>();
  #renewal: Timer | null = null;
  #renewing: Promise<void> = Promise.resolve();
  #isClosed = false;
  readonly #connections = new Set<ServerConnection>();
  /** The port that was taken, also where any was asked for. */
  readonly port: number;

  private constructor(options: ListenOptions, servers: Server[]) {
    this.#options = options;
    this.port = portOf(servers[0]!);
    this.#listenWith(servers);
  }

  #listenWith(servers: Server[]): void {
    const { services } = this.#options;
    this.#servers = servers;
    for (const server of servers) {
      server.on("connection", (socket) => this.#accept(socket));
      // Without file descriptors left a connection fails, and the next may not.
      server.on("error", (error) => services.log(`Lost a connection: ${error.message}`));
    }
  }

  /**
   * Binds every address of `options.host`, or none.
   *
   * @throws {FailedError} When the port is taken, or the address is not this machine's.
   */
  static async open(options: ListenOptions): Promise<Listener> {
    const hosts = addressesOf(options.host);
    const tries = options.port === 0 && hosts.length > 1 ? freePortTries : 1;
    for (let left = tries - 1;; left--) {
      try {
        return new Listener(options, await bindAll(hosts, options.port));
      } catch (error) {
        if (left === 0 || errorCode(error) !== "EADDRINUSE") throw cannotListen(options, error);
      }
    }
  }

  /** How many clients are connected now. */
  get connectionCount(): number {
    return this.#connections.size;
  }

  #accept(socket: Socket): void {
    const { services, registry } = this.#options;
    if (!services.limitWatch.allows("maxConnections", this.#connections.size + 1)) {
      socket.on("error", () => {});
      socket.destroy();
      this.#renewLater();
      return;
    }
    const connection = new ServerConnection({
      socket,
      services,
      registry,
      advertised: this.#advertisedTo(socket),
      onClose: () => {
        this.#connections.delete(connection);
        this.#options.onConnections?.(this.connectionCount);
      },
    });
    this.#connections.add(connection);
    this.#options.onConnections?.(this.connectionCount);
  }

  /**
   * Many that come at once may take the last file descriptors before the first of them is refused.
   * The runtime then accepts nothing more through that socket, ever, and says nothing; a new socket
   * serves those who come later.
   */
  #renewLater(): void {
    if (this.#renewal !== null || this.#isClosed) return;
    this.#renewal = this.#options.services.clock.after(renewalDelayMs, () => {
      this.#renewing = this.#renew();
    });
  }

  async #renew(): Promise<void> {
    const { host, services } = this.#options;
    this.#endServers();
    try {
      const servers = await bindAll(addressesOf(host), this.port);
      this.#listenWith(servers);
      this.#renewal = null;
    } catch (error) {
      if (errorCode(error) !== "EADDRINUSE" && errorCode(error) !== "EMFILE") {
        services.log(cannotListen(this.#options, error).message);
      }
      this.#renewal = null;
      this.#renewLater();
    }
  }

  #endServers(): void {
    for (const server of this.#servers.splice(0)) {
      const end = close(server).then(() => void this.#ending.delete(end));
      this.#ending.add(end);
    }
  }

  /** Whoever listens on every address tells a client the one through which it came. */
  #advertisedTo(socket: Socket): AdvertisedAddress {
    if (this.#options.advertise !== undefined) return this.#options.advertise;
    const { host } = this.#options;
    const local = socket.localAddress?.replace(/^::ffff:/, "");
    return {
      host: everyAddress.has(host) && local !== undefined ? local : host,
      port: this.port,
    };
  }

  /** Stops listening and closes every connection at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#renewal?.cancel();
    await this.#renewing;
    this.#endServers();
    for (const connection of [...this.#connections]) connection.destroy();
    await Promise.all(this.#ending);
  }
}

function addressesOf(host: string): string[] {
  return host === "localhost" ? ["127.0.0.1", "::1"] : [host];
}

/** Stops listening at once; resolves when the last connection that came through it is gone. */
function close(server: Server): Promise<void> {
  return new Promise<void>((resolve) => server.close(() => resolve()));
}

/** Binds `hosts` to one and the same port; an address family that the machine lacks is left out. */
async function bindAll(hosts: readonly string[], port: number): Promise<Server[]> {
  const servers: Server[] = [];
  try {
    for (const host of hosts) {
      const taken = servers[0] === undefined ? port : portOf(servers[0]);
      try {
        servers.push(await bind(host, taken));
      } catch (error) {
        if (!notHere.has(errorCode(error)) || servers.length === 0) throw error;
      }
    }
    return servers;
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
}

function bind(host: string, port: number): Promise<Server> {
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  const server = createServer();
  server.once("error", reject);
  server.listen({ host, port }, () => {
    server.off("error", reject);
    resolve(server);
  });
  return promise;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function errorCode(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? "");
}

function cannotListen(options: ListenOptions, cause: unknown): FailedError {
  const where = `${options.host}:${options.port}`;
  if (errorCode(cause) === "EADDRINUSE") {
    return new FailedError(`Cannot listen on "${where}": the port is in use`, {
      hint: "Stop what listens there, or give another port with --listen HOST:PORT",
      cause,
    });
  }
  if (notHere.has(errorCode(cause))) {
    return new FailedError(`Cannot listen on "${where}": this machine has no such address`, {
      hint: "Listen on localhost, or on 0.0.0.0 for every address of this machine",
      cause,
    });
  }
  const found = cause instanceof Error ? cause.message : String(cause);
  return new FailedError(`Cannot listen on "${where}": ${found}`, { cause });
}
