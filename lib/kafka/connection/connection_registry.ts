import { FailedError } from "../../errors.ts";
import { formatAddress } from "../../text/format_address.ts";
import type { Address, KafkaConfig } from "../config.ts";
import { abortable } from "../../async/abortable.ts";
import type { Connection } from "./connection.ts";
import { openConnection } from "./open_connection.ts";
import type { EarlyRequest } from "./greeting.ts";
import type { BrokerVersions } from "./versions.ts";

/**
 * Brokers answer the requests of a connection one at a time. Long polls therefore get their own
 * connection, or one per reader if readers must not block each other.
 */
export type Lane = "main" | "fetch" | `fetch ${string}`;

type Early = Pick<EarlyRequest<unknown, unknown>, "send">;

interface Entry {
  readonly opening: Promise<Connection>;
  connection?: Connection;
}

const defaultConnectTimeoutMs = 5_000;

/** At most one open connection per address and lane, opened at the first request. */
export class ConnectionRegistry implements AsyncDisposable {
  readonly #config: KafkaConfig;
  readonly #entries = new Map<string, Entry>();
  /** All whose socket is not closed yet. */
  readonly #connections = new Set<Connection>();
  readonly #stop = new AbortController();
  #isDisposed = false;

  constructor(config: KafkaConfig) {
    this.#config = config;
  }

  /**
   * The connection to `address`, opened now if there is none; callers at the same time share it.
   * `early` is sent only if a connection is opened.
   *
   * @throws {ConnectionLostError} If the broker cannot be reached.
   * @throws {FailedError} If it rejects the login, or the registry is disposed of.
   * @throws The signal's reason, when it aborts first; the connection is opened anyway.
   */
  get(address: Address, lane: Lane, signal: AbortSignal, early?: Early): Promise<Connection> {
    if (this.#isDisposed) return Promise.reject(closedError());
    const key = `${formatAddress(address)}/${lane}`;
    let entry = this.#entries.get(key);
    if (entry === undefined || entry.connection?.isOpen === false) {
      entry = this.#open(key, address, lane, early);
      this.#entries.set(key, entry);
    }
    return abortable(entry.opening, signal);
  }

  /** The versions that the broker at `address` accepts; null while no connection to it is open. */
  versions(address: Address): BrokerVersions | null {
    for (const lane of ["main", "fetch"]) {
      const connection = this.#entries.get(`${formatAddress(address)}/${lane}`)?.connection;
      if (connection?.isOpen) return connection.versions;
    }
    return null;
  }

  /** Ends all connections at once, requests in flight included; resolves when they are closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const entries = [...this.#entries.values()];
    // The first abort of a process takes long, and most commands end with nothing to abort.
    if (entries.some(({ connection }) => connection === undefined)) this.#stop.abort(closedError());
    await Promise.allSettled(entries.map(({ opening }) => opening));
    await Promise.all([...this.#connections].map((connection) => connection.close()));
  }

  #open(key: string, address: Address, lane: Lane, early?: Early): Entry {
    const opening = openConnection(address, {
      config: this.#config,
      connectTimeoutMs: this.#config.connectTimeoutMs ?? defaultConnectTimeoutMs,
      versions: lane === "main" ? undefined : this.versions(address) ?? undefined,
      early,
      signal: this.#stop.signal,
    });
    const entry: Entry = { opening };
    opening.then((connection) => {
      entry.connection = connection;
      this.#connections.add(connection);
      connection.closed.then(() => this.#connections.delete(connection));
    }, () => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return entry;
  }
}

function closedError(): FailedError {
  return new FailedError("Cannot send a request: the client is closed");
}
