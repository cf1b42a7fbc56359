import type { AdvertisedAddress } from "../api.ts";
import type { ApiRegistry } from "../apis/registry.ts";
import { errorCode } from "../error_code.ts";
import type { BrokerServices } from "../services.ts";
import { type BindAddress, bindAll, boundPort } from "./bind.ts";
import { ServerConnection } from "./connection.ts";
import { ConnectionTable } from "./connection_table.ts";
import { plainAddress } from "./socket.ts";

/** Options of a listener. */
export interface ListenOptions extends BindAddress {
  /** The address for clients; default: the host and port of the listener. */
  readonly advertise?: AdvertisedAddress;
  /** Called with the number of connections whenever that changes. */
  readonly onConnections?: (count: number) => void;
  readonly services: BrokerServices;
  readonly registry: ApiRegistry;
}

/** How long accepting pauses if files or memory have run out. */
const acceptPauseMs = 50;

/** Errors of a system whose files or memory have run out. */
const exhaustedCodes = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"]);

const everyAddress = new Set(["0.0.0.0", "::"]);

/** The listening sockets of a broker and the connections that they accepted. */
export class Listener implements AsyncDisposable {
  readonly #options: ListenOptions;
  readonly #sockets: readonly Deno.TcpListener[];
  readonly #connections: ConnectionTable;
  readonly #accepting: Promise<void>[];
  #endPause: () => void = () => {};
  #isExhausted = false;
  #isClosed = false;
  /** The bound port, also if the options say 0. */
  readonly port: number;

  private constructor(options: ListenOptions) {
    this.#options = options;
    this.#sockets = bindAll(options);
    this.port = boundPort(this.#sockets[0]!);
    this.#connections = new ConnectionTable(
      options.services,
      (count) => options.onConnections?.(count),
    );
    this.#accepting = this.#sockets.map((socket) => this.#acceptAll(socket));
  }

  /**
   * Binds every address of `options.host`, or none, and accepts connections.
   *
   * @throws {FailedError} If the port is in use, or the address does not belong to this machine.
   */
  static open(options: ListenOptions): Promise<Listener> {
    return Promise.resolve().then(() => new Listener(options));
  }

  /** How many clients are connected now. */
  get connectionCount(): number {
    return this.#connections.count;
  }

  async #acceptAll(listener: Deno.TcpListener): Promise<void> {
    while (!this.#isClosed) {
      try {
        this.#accept(await listener.accept());
        this.#isExhausted = false;
      } catch (error) {
        if (!this.#isClosed) await this.#handleFailure(error);
      }
    }
  }

  #accept(socket: Deno.TcpConn): void {
    const { services, registry } = this.#options;
    if (this.#isClosed || !this.#connections.makeRoom() || !isUsable(socket)) {
      socket.close();
      return;
    }
    this.#connections.add(
      new ServerConnection({
        socket,
        services,
        registry,
        advertised: this.#advertisedTo(socket),
      }),
    );
  }

  /** Waits if the system has run out of files or memory; closing connections frees some. */
  async #handleFailure(error: unknown): Promise<void> {
    const { clock, log } = this.#options.services;
    if (!exhaustedCodes.has(errorCode(error))) return;
    if (!this.#isExhausted) {
      const found = error instanceof Error ? error.message : String(error);
      log(`Cannot accept connections: ${found}`);
    }
    this.#isExhausted = true;
    this.#connections.closeDispensable();
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = clock.after(acceptPauseMs, resolve);
    this.#endPause = resolve;
    await promise;
    cancel();
  }

  /** If the broker listens on every address, a client gets the one that it has connected to. */
  #advertisedTo(socket: Deno.TcpConn): AdvertisedAddress {
    const { advertise, host } = this.#options;
    if (advertise !== undefined) return advertise;
    return {
      host: everyAddress.has(host) ? plainAddress(socket.localAddr) : host,
      port: this.port,
    };
  }

  /** Stops listening and closes every connection at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.close();
    this.#endPause();
    await this.#connections.closeAll();
    await Promise.all(this.#accepting);
  }
}

/** Prepares a socket; false if its client has already gone. */
function isUsable(socket: Deno.TcpConn): boolean {
  try {
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    return true;
  } catch {
    // The system rejects options for a socket that was reset in the meantime.
    return false;
  }
}
