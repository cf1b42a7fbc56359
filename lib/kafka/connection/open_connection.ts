import { abortable } from "../../async/abortable.ts";
import { after } from "../../async/timer.ts";
import type { Address, KafkaConfig } from "../config.ts";
import { openStream } from "./open_stream.ts";
import {
  type ConnectionStage,
  explainConnectionError,
  explainFailure,
  TimedOutError,
} from "./connect_failure.ts";
import { Connection } from "./connection.ts";
import { ConnectionLostError } from "./connection_error.ts";
import { ForeignProtocolError } from "./foreign_protocol.ts";
import { askVersions, askVersionsPlainly, type EarlyRequest } from "./greeting.ts";
import type { Login } from "./login.ts";
import { RequestPipeline } from "./request_pipeline.ts";
import type { BrokerVersions } from "./versions.ts";

/** Options of {@link openConnection}. */
export interface OpenConnectionOptions {
  readonly config: KafkaConfig;
  /** Time for the name, TCP, TLS, the versions and the login together. */
  readonly connectTimeoutMs: number;
  /** The broker's versions, if another connection has just read them; saves a round trip. */
  readonly versions?: BrokerVersions | undefined;
  /** Sent with the first ApiVersions, unless there is a login or the versions are known. */
  readonly early?: Pick<EarlyRequest<unknown, unknown>, "send"> | undefined;
  readonly signal: AbortSignal;
}

/**
 * Connects, learns the broker's versions and logs in, all within `connectTimeoutMs`.
 *
 * @throws {ConnectionLostError} If the broker cannot be reached, or there is no broker.
 * @throws {FailedError} If the broker rejects the login.
 * @throws The signal's reason, when it aborts.
 */
export async function openConnection(
  address: Address,
  options: OpenConnectionOptions,
): Promise<Connection> {
  const { connectTimeoutMs, signal } = options;
  signal.throwIfAborted();
  const stop = new AbortController();
  const timeout = new TimedOutError(connectTimeoutMs);
  const endTimeout = after(connectTimeoutMs, () => stop.abort(timeout));
  const abort = (): void => stop.abort(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    let attempt = new Attempt(address, { ...options, signal: stop.signal, isPlain: false });
    let found = await attempt.run();
    if (attempt.wasClosedUnheard(found)) {
      attempt = new Attempt(address, { ...options, signal: stop.signal, isPlain: true });
      found = await attempt.run();
    }
    if (found instanceof Connection) return found;
    signal.throwIfAborted();
    throw await attempt.recognize(found, signal);
  } finally {
    endTimeout();
    signal.removeEventListener("abort", abort);
  }
}

interface AttemptOptions extends OpenConnectionOptions {
  /** Aborts when the time is over, too. */
  readonly signal: AbortSignal;
  /** Ask for the versions in the way that the oldest brokers understand. */
  readonly isPlain: boolean;
}

/** One attempt to open a connection. */
class Attempt {
  readonly #address: Address;
  readonly #options: AttemptOptions;
  #stage: ConnectionStage = "connecting";
  #pipeline: RequestPipeline | undefined;

  constructor(address: Address, options: AttemptOptions) {
    this.#address = address;
    this.#options = options;
  }

  /** Returns the connection, or the reason why there is none. */
  async run(): Promise<Connection | Error> {
    const { signal } = this.#options;
    const abort = (): void => this.#pipeline?.fail(signal.reason);
    signal.addEventListener("abort", abort);
    try {
      return await this.#connect();
    } catch (error) {
      const { config } = this.#options;
      const scene = { address: this.#address, config, stage: this.#stage };
      const found = explainConnectionError(error, scene);
      this.#pipeline?.fail(new Error("The connection was closed here"));
      await this.#pipeline?.closed;
      return found;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /** Some old or half-compatible brokers close the connection at an ApiVersions that is too new. */
  wasClosedUnheard(found: Connection | Error): boolean {
    return found instanceof ConnectionLostError && found.finding === "closed" && this.#isUnheard;
  }

  /** Servers that do not speak Kafka often stay silent, so probe them with other protocols. */
  async recognize(found: Error, signal: AbortSignal): Promise<Error> {
    const isTls = this.#options.config.tls !== undefined;
    if (!(found instanceof ConnectionLostError) || !this.#isUnheard || isTls) return found;
    const { probeProtocol } = await (import("./probe_protocol.ts" as string) as Promise<
      typeof import("./probe_protocol.ts")
    >);
    const protocol = await probeProtocol(this.#address, signal);
    signal.throwIfAborted();
    if (protocol === null) return found;
    const scene = { address: this.#address, stage: this.#stage, isTls };
    return explainFailure(new ForeignProtocolError(protocol, { cause: found.cause }), scene);
  }

  get #isUnheard(): boolean {
    return this.#stage === "greeting" && this.#pipeline?.heardAtMs === 0;
  }

  async #connect(): Promise<Connection> {
    const { config, signal } = this.#options;
    const { tls, sasl, clientId = "wah" } = config;
    const onConnected = (): void => {
      this.#stage = tls === undefined ? "greeting" : "securing";
    };
    const stream = await openStream(this.#address, { tls, signal, onConnected });
    this.#stage = "greeting";
    const pipeline = new RequestPipeline(stream, clientId);
    this.#pipeline = pipeline;
    if (signal.aborted) pipeline.fail(signal.reason);
    const versions = await this.#learnVersions(pipeline);
    let login: Login | undefined;
    if (sasl !== undefined) {
      const { Login } =
        await (import("./login.ts" as string) as Promise<typeof import("./login.ts")>);
      login = new Login({ sasl, address: this.#address, versions });
      await abortable(login.authenticate(pipeline), signal);
    }
    return new Connection(this.#address, { config, pipeline, versions, login });
  }

  async #learnVersions(pipeline: RequestPipeline): Promise<BrokerVersions> {
    const { config: { sasl, softwareVersion = "0" }, versions, early, isPlain } = this.#options;
    const onAnswer = (): void => {
      this.#stage = sasl === undefined ? "open" : "login";
    };
    if (versions !== undefined) {
      onAnswer();
      return versions;
    }
    if (isPlain) return await askVersionsPlainly(pipeline, onAnswer);
    const sendEarly = sasl === undefined
      ? (): void => early?.send(pipeline, this.#address)
      : undefined;
    return await askVersions(pipeline, { softwareVersion, onAnswer, sendEarly });
  }
}
