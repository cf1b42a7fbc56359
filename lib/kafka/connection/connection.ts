import type net from "node:net";
import { FailedError } from "../../errors.ts";
import { formatAddress } from "../../text/format_address.ts";
import type { Address, KafkaConfig } from "../config.ts";
import {
  type ConnectionStage,
  explainFailure,
  ForeignProtocolError,
  TimedOutError,
} from "./connect_failure.ts";
import { ConnectionLostError } from "./connection_error.ts";
import { FrameGuard } from "./frame_guard.ts";
import { type BrokerVersions, createLink, type Link, type RawRequest } from "./kafkajs.ts";
import { probeProtocol } from "./probe_protocol.ts";
import { openSocket } from "./socket.ts";

/** How to open one connection. */
export interface ConnectionOptions {
  readonly config: KafkaConfig;
  readonly connectTimeoutMs: number;
  /** What the broker takes, if another connection has just learnt it; saves a round trip. */
  readonly versions?: BrokerVersions | undefined;
  readonly signal: AbortSignal;
}

/**
 * One socket to one broker: connected, its versions known, logged in. It is used until it is
 * closed, by either side, and never connects again.
 */
export class Connection {
  readonly address: Address;
  readonly #config: KafkaConfig;
  #versions: BrokerVersions = new Map();
  #stage: ConnectionStage = "connecting";
  #link: Link | undefined;
  #socket: net.Socket | undefined;
  #failure: Error | undefined;
  #waiting = 0;
  #heardAtMs = 0;
  readonly #gone = Promise.withResolvers<never>();
  readonly #closed = Promise.withResolvers<void>();

  private constructor(address: Address, config: KafkaConfig) {
    this.address = address;
    this.#config = config;
    this.#gone.promise.catch(() => {});
  }

  /**
   * Connects, learns the broker's versions and logs in, all within `connectTimeoutMs`.
   *
   * @throws {ConnectionLostError} When the broker cannot be reached, or is none.
   * @throws {FailedError} When the broker refuses the login.
   * @throws The signal's reason, when it aborts.
   */
  static async open(address: Address, options: ConnectionOptions): Promise<Connection> {
    const { config, connectTimeoutMs, versions, signal } = options;
    signal.throwIfAborted();
    const connection = new Connection(address, config);
    const timeout = new TimedOutError(connectTimeoutMs);
    const timer = setTimeout(() => connection.#fail(timeout), connectTimeoutMs);
    const abort = (): void => connection.#fail(new Error("Aborted", { cause: signal.reason }));
    signal.addEventListener("abort", abort);
    try {
      await Promise.race([connection.#connect(versions), connection.#gone.promise]);
      return connection;
    } catch (error) {
      const found = connection.#explain(error);
      await connection.close();
      signal.throwIfAborted();
      throw await connection.#recognize(found, signal);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    }
  }

  /** What the broker takes, by API key. */
  get versions(): BrokerVersions {
    return this.#versions;
  }

  /** Whether requests can still be sent. */
  get isOpen(): boolean {
    return this.#failure === undefined;
  }

  /** When the last bytes came, as `performance.now()` tells the time; 0 before the first. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** Resolves once the socket is gone. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /**
   * Sends one request and returns the answer's bytes behind the correlation id; a view.
   *
   * Requests go out, and are answered, in the order of the calls. An abort closes the connection
   * unless others wait on it: the broker would answer the next request only after this one.
   *
   * @throws {ConnectionLostError} When the connection ends first.
   * @throws The signal's reason, when it aborts first.
   */
  async send(request: RawRequest, signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted();
    if (this.#failure !== undefined) throw this.#explain(this.#failure, true);
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    signal.addEventListener("abort", abort);
    this.#waiting++;
    try {
      return await Promise.race([this.#link!.send(request), aborted.promise]);
    } catch (error) {
      if (signal.aborted && this.#waiting === 1) this.#fail(new Error("Nobody waits any more"));
      signal.throwIfAborted();
      throw this.#failure === undefined ? error : this.#explain(this.#failure);
    } finally {
      this.#waiting--;
      signal.removeEventListener("abort", abort);
    }
  }

  /** Ends the connection at once, whatever waits on it; resolves when the socket is gone. */
  async close(reason: Error = new Error("We closed the connection")): Promise<void> {
    this.#fail(reason);
    if (this.#socket !== undefined) await this.#closed.promise;
  }

  async #connect(versions: BrokerVersions | undefined): Promise<void> {
    const guard = new FrameGuard();
    this.#link = createLink(this.address, this.#config, {
      open: (onReady) => this.#open(onReady),
      accept: (chunk, isBareLogin) => this.#accept(guard, chunk, isBareLogin),
      onVersions: () => this.#stage = "login",
    });
    if (this.#failure !== undefined) throw this.#failure;
    this.#versions = await this.#link.connect(versions);
    this.#stage = "open";
  }

  #open(onReady: () => void): net.Socket {
    const { tls } = this.#config;
    const socket = openSocket(this.address, tls, () => {
      this.#stage = "greeting";
      onReady();
    });
    this.#socket = socket;
    socket.on("connect", () => {
      if (tls !== undefined) this.#stage = "securing";
    });
    socket.on("error", (error) => this.#fail(error));
    // A socket that ends or is destroyed without an error would leave the library waiting.
    socket.on("end", () => this.#fail(new Error("The other side closed the connection")));
    socket.on("close", () => {
      this.#fail(new Error("The connection is closed"));
      this.#link?.rejectAll(this.#failure!);
      this.#closed.resolve();
    });
    return socket;
  }

  /** Sees every byte before the library does, which would wait for any length that it reads. */
  #accept(guard: FrameGuard, chunk: Uint8Array, isBareLogin: boolean): boolean {
    if (this.#failure !== undefined) return false;
    this.#heardAtMs = performance.now();
    const foreign = guard.inspect(chunk, isBareLogin);
    if (foreign !== null) this.#fail(new ForeignProtocolError(foreign));
    return foreign === null;
  }

  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#gone.reject(error);
    this.#socket?.destroy(error);
  }

  /** Servers that do not understand us often say nothing: asked in their own words, they talk. */
  async #recognize(found: Error, signal: AbortSignal): Promise<Error> {
    const isMute = found instanceof ConnectionLostError && this.#stage === "greeting" &&
      (found.finding === "closed" || found.finding === "timeout");
    if (!isMute || this.#config.tls !== undefined) return found;
    const protocol = await probeProtocol(this.address, signal);
    signal.throwIfAborted();
    if (protocol === null) return found;
    const scene = { address: this.address, stage: this.#stage, isTls: false };
    return explainFailure(new ForeignProtocolError(protocol, { cause: found.cause }), scene);
  }

  /** The socket's own failure says more than what the library makes of it. */
  #explain(error: unknown, isUnsent = this.#stage !== "open"): Error {
    const { sasl, tls } = this.#config;
    const isTls = tls !== undefined;
    const scene = { address: this.address, stage: this.#stage, isTls, isUnsent };
    if (this.#failure !== undefined) return explainFailure(this.#failure, scene);
    // Nothing was sent yet: a defect, or a missing permission.
    if (this.#socket === undefined && error instanceof Error) return error;
    if (sasl === undefined || this.#stage !== "login") {
      return explainFailure(new ForeignProtocolError("foreign", { cause: error }), scene);
    }
    const where = formatAddress(this.address);
    const refusal = refusalOf(error);
    const hint = refusal === noLogins
      ? "Go without a login, or give the address of a port that takes one"
      : "Check the user name, the password and the SASL mechanism";
    return new FailedError(
      `Cannot log in to ${where} with ${sasl.mechanism.toUpperCase()}: ${refusal}`,
      { cause: error, hint },
    );
  }
}

const noLogins = "this port takes no login";

/** The broker's words, as far as it has any, for its refusal of a login. */
function refusalOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("type" in error && error.type === "ILLEGAL_SASL_STATE") return noLogins;
  // What the library says where a broker does not even offer SaslHandshake, as wah dev.
  if (error.name === "KafkaJSServerDoesNotSupportApiKey") return noLogins;
  return error.message.replace(/^SASL .*? failed: /, "");
}
