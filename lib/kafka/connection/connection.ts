import { FailedError, WahError } from "../../errors.ts";
import { formatAddress } from "../../text/format_address.ts";
import type { Api, Input } from "../../wire/schema/schema.ts";
import type { Address, KafkaConfig } from "../config.ts";
import { abortable } from "../../async/abortable.ts";
import { after } from "../../async/timer.ts";
import { openStream } from "./byte_stream.ts";
import { type ConnectionStage, explainFailure, TimedOutError } from "./connect_failure.ts";
import { ConnectionLostError } from "./connection_error.ts";
import { answerDecoder } from "./decode_answer.ts";
import { ForeignProtocolError } from "./foreign_protocol.ts";
import { askVersions, askVersionsPlainly, type EarlyRequest } from "./greeting.ts";
import type { Login } from "./login.ts";
import { loginHint, LoginRefusedError } from "./login_refused_error.ts";
import { watchQuiet } from "./quiet_watch.ts";
import { type PendingAnswer, RequestPipeline } from "./request_pipeline.ts";
import type { BrokerVersions } from "./versions.ts";

/** Options of {@link Connection.open}. */
export interface ConnectionOptions {
  readonly config: KafkaConfig;
  /** Time for the name, TCP, TLS, the versions and the login together. */
  readonly connectTimeoutMs: number;
  /** The broker's versions, if another connection has just read them; saves a round trip. */
  readonly versions?: BrokerVersions | undefined;
  /** Sent with the first ApiVersions, unless there is a login or the versions are known. */
  readonly early?: Pick<EarlyRequest<unknown, unknown>, "send"> | undefined;
  readonly signal: AbortSignal;
}

/** The limits of waiting for one answer. */
export interface WaitOptions {
  /** How long the broker may send nothing; an answer that arrives slowly may take longer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** One request in one version. */
export interface ConnectionRequest<Request, Response> extends WaitOptions {
  readonly api: Api<Request, Response>;
  readonly version: number;
  /** Must not change until the answer arrives. */
  readonly body: Input<Request>;
}

/** How one attempt to open a connection is made. */
interface Attempt extends ConnectionOptions {
  /** Aborts when the time is over, too. */
  readonly signal: AbortSignal;
  /** Ask for the versions as the oldest brokers understand it. */
  readonly isPlain: boolean;
}

/**
 * One socket to one broker: connected, its versions known, logged in. It is used until either side
 * closes it, and never connects again.
 */
export class Connection {
  readonly address: Address;
  readonly #config: KafkaConfig;
  #versions: BrokerVersions = new Map();
  #stage: ConnectionStage = "connecting";
  #pipeline: RequestPipeline | undefined;
  #login: Login | undefined;
  /** The renewal of the session, while it is in progress. */
  #renewing: Promise<void> | undefined;
  /** Requests that a caller still waits for. */
  #waiting = 0;

  private constructor(address: Address, config: KafkaConfig) {
    this.address = address;
    this.#config = config;
  }

  /**
   * Connects, learns the broker's versions and logs in, all within `connectTimeoutMs`.
   *
   * @throws {ConnectionLostError} If the broker cannot be reached, or there is no broker.
   * @throws {FailedError} If the broker rejects the login.
   * @throws The signal's reason, when it aborts.
   */
  static async open(address: Address, options: ConnectionOptions): Promise<Connection> {
    const { config, connectTimeoutMs, signal } = options;
    signal.throwIfAborted();
    const stop = new AbortController();
    const timeout = new TimedOutError(connectTimeoutMs);
    const endTimeout = after(connectTimeoutMs, () => stop.abort(timeout));
    const abort = (): void => stop.abort(signal.reason);
    signal.addEventListener("abort", abort);
    const attempt = { ...options, signal: stop.signal };
    try {
      let connection = new Connection(address, config);
      let found = await connection.#attempt({ ...attempt, isPlain: false });
      if (found !== null && connection.#wasClosedUnheard(found)) {
        connection = new Connection(address, config);
        found = await connection.#attempt({ ...attempt, isPlain: true });
      }
      if (found === null) return connection;
      signal.throwIfAborted();
      throw await connection.#recognize(found, signal);
    } finally {
      endTimeout();
      signal.removeEventListener("abort", abort);
    }
  }

  /** The versions that the broker accepts, by API key. */
  get versions(): BrokerVersions {
    return this.#versions;
  }

  /** How many times it has logged in: once, and once for each renewal of its session. */
  get logins(): number {
    return this.#login?.count ?? 0;
  }

  /** Whether requests can still be sent. */
  get isOpen(): boolean {
    return this.#pipeline?.failure === null;
  }

  /** Resolves once the socket is closed. */
  get closed(): Promise<void> {
    return this.#pipeline?.closed ?? Promise.resolve();
  }

  /**
   * Sends one request and returns the answer.
   *
   * Requests go out in the order of the calls. An abort closes the connection unless other callers
   * wait on it: the broker would answer the next request only after this one.
   *
   * @throws {ConnectionLostError} If the connection ends first, or nothing arrives for too long;
   * the connection is closed then, since later answers would be late as well.
   * @throws {FailedError} If the answer cannot be decoded, or the session has to be renewed and the
   * broker rejects the login.
   * @throws {WireError} If the body does not fit the version.
   * @throws The signal's reason, when it aborts first.
   */
  async send<Request, Response>(
    { api, version, body, ...wait }: ConnectionRequest<Request, Response>,
  ): Promise<Response> {
    wait.signal.throwIfAborted();
    const pipeline = this.#pipeline!;
    if (this.#login?.isDue || this.#renewing !== undefined) await this.#renew(wait);
    if (pipeline.failure !== null) throw this.#explain(pipeline.failure, true);
    const decode = answerDecoder(api, version, this.address);
    return await this.wait(pipeline.send({ api, version, body, decode }), wait);
  }

  /**
   * Waits for the answer to a request that this connection has sent.
   *
   * @throws As {@link send}.
   */
  async wait<Response>(
    { answer, abandon }: PendingAnswer<Response>,
    { timeoutMs, signal }: WaitOptions,
  ): Promise<Response> {
    const pipeline = this.#pipeline!;
    const endWatch = this.#watch(timeoutMs);
    this.#waiting++;
    try {
      return await abortable(answer, signal);
    } catch (error) {
      if (signal.aborted && this.#waiting > 1) abandon();
      if (signal.aborted && this.#waiting === 1) pipeline.fail(new Error("No caller is left"));
      signal.throwIfAborted();
      throw error === pipeline.failure ? this.#explain(error) : error;
    } finally {
      this.#waiting--;
      endWatch();
    }
  }

  /** Ends the connection at once; everything in flight rejects. Resolves when it is closed. */
  async close(reason: Error = new Error("The connection was closed here")): Promise<void> {
    this.#pipeline?.fail(reason);
    await this.closed;
  }

  /** Returns what was found if it failed; null if the connection is ready. */
  async #attempt(attempt: Attempt): Promise<Error | null> {
    const { signal } = attempt;
    const abort = (): void => this.#pipeline?.fail(signal.reason);
    signal.addEventListener("abort", abort);
    try {
      await this.#connect(attempt);
      return null;
    } catch (error) {
      const found = this.#explain(error);
      await this.close();
      return found;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  async #connect({ signal, versions, early, isPlain }: Attempt): Promise<void> {
    const { tls, sasl, clientId = "wah", softwareVersion = "0" } = this.#config;
    const onConnected = (): void => {
      this.#stage = tls === undefined ? "greeting" : "securing";
    };
    const stream = await openStream(this.address, { tls, signal, onConnected });
    this.#stage = "greeting";
    const pipeline = new RequestPipeline(stream, clientId);
    this.#pipeline = pipeline;
    if (signal.aborted) pipeline.fail(signal.reason);
    const onAnswer = (): void => {
      this.#stage = sasl === undefined ? "open" : "login";
    };
    if (versions !== undefined) onAnswer();
    else if (isPlain) this.#versions = await askVersionsPlainly(pipeline, onAnswer);
    else {
      const sendEarly = sasl === undefined
        ? (): void => early?.send(pipeline, this.address)
        : undefined;
      this.#versions = await askVersions(pipeline, { softwareVersion, onAnswer, sendEarly });
    }
    this.#versions = versions ?? this.#versions;
    if (sasl !== undefined) {
      const { Login } =
        await (import("./login.ts" as string) as Promise<typeof import("./login.ts")>);
      this.#login = new Login({ sasl, address: this.address, versions: this.#versions });
      await abortable(this.#login.authenticate(pipeline), signal);
    }
    this.#stage = "open";
  }

  /** Logs in again over the open connection; callers at the same time share it. */
  async #renew({ timeoutMs, signal }: WaitOptions): Promise<void> {
    const pipeline = this.#pipeline!;
    this.#renewing ??= this.#login!.authenticate(pipeline).finally(() => {
      this.#renewing = undefined;
    });
    const endWatch = this.#watch(timeoutMs);
    try {
      await abortable(this.#renewing, signal);
    } catch (error) {
      signal.throwIfAborted();
      pipeline.fail(error as Error);
      throw this.#explain(error, true);
    } finally {
      endWatch();
    }
  }

  #watch(timeoutMs: number): () => void {
    const pipeline = this.#pipeline!;
    return watchQuiet({
      timeoutMs,
      heardAtMs: () => pipeline.heardAtMs,
      onQuiet: () => pipeline.fail(new TimedOutError(timeoutMs)),
    });
  }

  /** Some old or half-compatible brokers close the connection at an ApiVersions that is too new. */
  #wasClosedUnheard(found: Error): boolean {
    return found instanceof ConnectionLostError && found.finding === "closed" &&
      this.#stage === "greeting" && this.#pipeline?.heardAtMs === 0;
  }

  /** Servers that do not speak Kafka often stay silent, so probe them with other protocols. */
  async #recognize(found: Error, signal: AbortSignal): Promise<Error> {
    const isSilent = this.#stage === "greeting" && this.#pipeline?.heardAtMs === 0;
    if (!(found instanceof ConnectionLostError) || !isSilent || this.#config.tls !== undefined) {
      return found;
    }
    const { probeProtocol } = await (import("./probe_protocol.ts" as string) as Promise<
      typeof import("./probe_protocol.ts")
    >);
    const protocol = await probeProtocol(this.address, signal);
    signal.throwIfAborted();
    if (protocol === null) return found;
    const scene = { address: this.address, stage: this.#stage, isTls: false };
    return explainFailure(new ForeignProtocolError(protocol, { cause: found.cause }), scene);
  }

  #explain(error: unknown, isUnsent = this.#stage !== "open"): Error {
    // A missing permission or token is not the broker's fault.
    if (error instanceof Deno.errors.NotCapable || error instanceof WahError) return error;
    if (error instanceof LoginRefusedError) return this.#refusal(error);
    const isTls = this.#config.tls !== undefined;
    return explainFailure(error, { address: this.address, stage: this.#stage, isTls, isUnsent });
  }

  #refusal(error: LoginRefusedError): FailedError {
    const { mechanism } = this.#config.sasl!;
    const to = `${formatAddress(this.address)} with ${mechanism.toUpperCase()}`;
    return new FailedError(`Cannot log in to ${to}: ${error.reason}`, {
      cause: error,
      hint: loginHint(error, mechanism),
    });
  }
}
