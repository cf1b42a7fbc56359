import { type Clock, systemClock } from "../../async/timer.ts";
import { WahError } from "../../errors.ts";
import { describeErrorCode, errorCodes } from "../../wire/errors.ts";
import { saslHandshake } from "../../wire/messages/17_sasl_handshake.ts";
import { saslAuthenticate } from "../../wire/messages/36_sasl_authenticate.ts";
import type { Api, Input } from "../../wire/schema/schema.ts";
import type { Address, SaslConfig } from "../config.ts";
import { answerDecoder } from "./decode_answer.ts";
import { LoginRefusedError } from "./login_refused_error.ts";
import type { RequestPipeline } from "./request_pipeline.ts";
import type { Authenticator, TokenExchange } from "./sasl_mechanism.ts";
import { type BrokerVersions, commonVersion } from "./versions.ts";

/** Part of a session's lifetime after which it is renewed; Java clients use 0.85 to 0.95. */
const renewAfter = 0.85;

/** Kafka rejects a login of a connection within a second after the last one. */
const minIntervalMs = 1_100;

/** Options of {@link Login}. */
export interface LoginOptions {
  readonly sasl: SaslConfig;
  readonly address: Address;
  readonly versions: BrokerVersions;
  /** Default: the system's. */
  readonly clock?: Pick<Clock, "monotonicMs">;
}

/**
 * The login of one connection: authenticates it, and again before the session's lifetime is over
 * (KIP-368).
 *
 * @see KIP-43 for the handshake, KIP-152 for SaslAuthenticate
 */
export class Login {
  readonly #options: LoginOptions;
  readonly #clock: Pick<Clock, "monotonicMs">;
  #renewAtMs = Infinity;
  #count = 0;

  constructor(options: LoginOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** How many times the broker has accepted it. */
  get count(): number {
    return this.#count;
  }

  /** Whether the session should be renewed before the next request. */
  get isDue(): boolean {
    return this.#clock.monotonicMs() >= this.#renewAtMs;
  }

  /**
   * Logs in over `pipeline`. For the first login nothing else may be in flight.
   *
   * @throws {LoginRefusedError} If the broker rejects it, or does not prove that it knows the
   * password (SCRAM).
   * @throws {WahError} Why there is no token (OAUTHBEARER).
   * @throws {Error} Why the pipeline ended.
   */
  async authenticate(pipeline: RequestPipeline): Promise<void> {
    const { sasl, address, versions } = this.#options;
    const { loadAuthenticator } = await (import("./sasl_mechanism.ts" as string) as Promise<
      typeof import("./sasl_mechanism.ts")
    >);
    const authenticator = await loadAuthenticator(sasl, address);
    const version = commonVersion(saslAuthenticate, versions.get(saslAuthenticate.key));
    await this.#handshake(pipeline, version === null ? 0 : 1);
    const startMs = this.#clock.monotonicMs();
    const lifetimeMs = version === null
      ? await authenticateByTokens(pipeline, authenticator)
      : await authenticateByRequests(pipeline, address, authenticator, version);
    this.#count++;
    this.#renewAtMs = lifetimeMs === 0 ? Infinity : startMs + renewalMs(lifetimeMs);
  }

  /** Names the mechanism. Version 0 announces bare tokens, version 1 requests. */
  async #handshake(pipeline: RequestPipeline, version: 0 | 1): Promise<void> {
    const { sasl, address, versions } = this.#options;
    const mechanism = sasl.mechanism.toUpperCase();
    const range = versions.get(saslHandshake.key);
    if (commonVersion(saslHandshake, range, { minVersion: version }) === null) {
      throw portWithoutLogins();
    }
    const { errorCode, mechanisms } = await send(pipeline, address, {
      api: saslHandshake,
      version,
      body: { mechanism },
    });
    if (errorCode === errorCodes.ILLEGAL_SASL_STATE) throw portWithoutLogins();
    if (errorCode !== errorCodes.NONE || !mechanisms.includes(mechanism)) {
      throw new LoginRefusedError(
        mechanisms.length === 0
          ? describeErrorCode(errorCode).sentence
          : `the broker accepts only ${mechanisms.join(", ")}`,
      );
    }
  }
}

/** How long after a login the next one is due. */
function renewalMs(lifetimeMs: number): number {
  return Math.max(lifetimeMs * renewAfter, minIntervalMs);
}

function portWithoutLogins(): LoginRefusedError {
  return new LoginRefusedError("this port does not accept logins", { isPortWithoutLogins: true });
}

function send<Request, Response>(
  pipeline: RequestPipeline,
  address: Address,
  { api, version, body }: {
    readonly api: Api<Request, Response>;
    readonly version: number;
    readonly body: Input<Request>;
  },
): Promise<Response> {
  const decode = answerDecoder(api, version, address);
  return pipeline.send({ api, version, body, decode }).answer;
}

/** Returns the lifetime of the session in milliseconds; 0 if it has no end. */
async function authenticateByRequests(
  pipeline: RequestPipeline,
  address: Address,
  authenticator: Authenticator,
  version: number,
): Promise<number> {
  let lifetimeMs = 0;
  await run(authenticator, async (token) => {
    const answer = await send(pipeline, address, {
      api: saslAuthenticate,
      version,
      body: { authBytes: token },
    });
    if (answer.errorCode !== errorCodes.NONE) {
      throw new LoginRefusedError(
        answer.errorMessage || describeErrorCode(answer.errorCode).sentence,
      );
    }
    lifetimeMs = Number(answer.sessionLifetimeMs);
    return answer.authBytes;
  });
  return lifetimeMs;
}

/** Brokers before Kafka 1.0 exchange bare tokens, and their sessions have no end. */
async function authenticateByTokens(
  pipeline: RequestPipeline,
  authenticator: Authenticator,
): Promise<number> {
  await run(authenticator, (token) => pipeline.exchangeToken(token));
  return 0;
}

/** Runs the mechanism. What fails within an exchange counts, not what the mechanism makes of it. */
async function run(authenticator: Authenticator, exchange: TokenExchange): Promise<void> {
  let failure: { readonly error: unknown } | null = null;
  try {
    await authenticator(async (token) => {
      try {
        return await exchange(token);
      } catch (error) {
        failure ??= { error };
        throw error;
      }
    });
  } catch (cause) {
    if (failure !== null) throw (failure as { readonly error: unknown }).error;
    // There is no token, which says nothing about the broker.
    if (cause instanceof WahError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LoginRefusedError(reason.replace(/^SASL .*? failed: /, ""), { cause });
  }
}
