import type { Api, Input } from "../../wire/schema/schema.ts";
import type { Address, KafkaConfig } from "../config.ts";
import { abortable } from "../../async/abortable.ts";
import { explainConnectionError, TimedOutError } from "./connect_failure.ts";
import { answerDecoder } from "./decode_answer.ts";
import type { Login } from "./login.ts";
import { watchQuiet } from "./quiet_watch.ts";
import type { PendingAnswer, RequestPipeline } from "./request_pipeline.ts";
import type { BrokerVersions } from "./versions.ts";

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

/** An open connection, see `openConnection()`. */
export interface EstablishedConnection {
  readonly config: KafkaConfig;
  readonly pipeline: RequestPipeline;
  readonly versions: BrokerVersions;
  /** Undefined if no login is configured. */
  readonly login: Login | undefined;
}

/**
 * One socket to one broker: connected, its versions known, logged in. It is used until either side
 * closes it, and never connects again.
 */
export class Connection {
  readonly address: Address;
  /** The versions that the broker accepts, by API key. */
  readonly versions: BrokerVersions;
  readonly #config: KafkaConfig;
  readonly #pipeline: RequestPipeline;
  readonly #login: Login | undefined;
  /** The renewal of the session, while it is in progress. */
  #renewing: Promise<void> | undefined;
  /** Requests that a caller still waits for. */
  #waiting = 0;

  constructor(address: Address, { config, pipeline, versions, login }: EstablishedConnection) {
    this.address = address;
    this.versions = versions;
    this.#config = config;
    this.#pipeline = pipeline;
    this.#login = login;
  }

  /** How many times it has logged in: once, and once for each renewal of its session. */
  get logins(): number {
    return this.#login?.count ?? 0;
  }

  /** Whether requests can still be sent. */
  get isOpen(): boolean {
    return this.#pipeline.failure === null;
  }

  /** Resolves once the socket is closed. */
  get closed(): Promise<void> {
    return this.#pipeline.closed;
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
    const pipeline = this.#pipeline;
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
    const pipeline = this.#pipeline;
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
    this.#pipeline.fail(reason);
    await this.closed;
  }

  /** Logs in again over the open connection; callers at the same time share it. */
  async #renew({ timeoutMs, signal }: WaitOptions): Promise<void> {
    const pipeline = this.#pipeline;
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
    const pipeline = this.#pipeline;
    return watchQuiet({
      timeoutMs,
      heardAtMs: () => pipeline.heardAtMs,
      onQuiet: () => pipeline.fail(new TimedOutError(timeoutMs)),
    });
  }

  #explain(error: unknown, isUnsent = false): Error {
    const { address } = this;
    return explainConnectionError(error, {
      address,
      config: this.#config,
      stage: "open",
      isUnsent,
    });
  }
}
