import { Buffer } from "node:buffer";
import type { Address, SaslConfig } from "../config.ts";

/*
 * The one file that knows kafkajs. Its authenticators write and check the tokens of each SASL
 * mechanism; they are loaded one by one, since the whole of kafkajs takes long to load.
 */

/** Sends one token of the client and returns the broker's. */
export type TokenExchange = (token: Uint8Array) => Promise<Uint8Array>;

/**
 * Authenticates by exchanging tokens.
 *
 * @throws {Error} If the broker's tokens are wrong, or an exchange fails.
 */
export type Authenticator = (exchange: TokenExchange) => Promise<void>;

/** What kafkajs asks its connection to do: both ends are bytes with a 32-bit size in front. */
interface RawExchange {
  readonly request: { encode(): Promise<Uint8Array> };
  readonly response?: {
    decode(bytes: Uint8Array): Promise<unknown>;
    parse(decoded: unknown): Promise<unknown>;
  };
}

type RawProvider = (sasl: unknown) => (connection: {
  readonly host: string;
  readonly port: number;
  readonly logger: unknown;
  readonly saslAuthenticate: (exchange: RawExchange) => Promise<unknown>;
}) => { authenticate(): Promise<void> };

const sizeBytes = 4;
/** Kafka itself allows 16384; much more would keep this machine busy for a broker that lies. */
const maxIterations = 1_000_000;

/** kafkajs writes to stdout, at the level that KAFKAJS_LOG_LEVEL names; here it has no log. */
const silentLogger = { debug(): void {}, info(): void {}, warn(): void {}, error(): void {} };

/** Loads the mechanism that `sasl` names. */
export async function loadAuthenticator(
  sasl: SaslConfig,
  { host, port }: Address,
): Promise<Authenticator> {
  const provider = (await loadProvider(sasl.mechanism))(toRawOptions(sasl));
  return async (exchange) => {
    const saslAuthenticate = async ({ request, response }: RawExchange): Promise<unknown> => {
      const answer = await exchange((await request.encode()).subarray(sizeBytes));
      if (sasl.mechanism.startsWith("scram-")) checkScram(new TextDecoder().decode(answer));
      if (response !== undefined) return await response.parse(await response.decode(sized(answer)));
      // OAUTHBEARER: a broker that rejects the token answers with its reason, and no error code.
      if (answer.byteLength > 0) throw new Error(tokenProblem(new TextDecoder().decode(answer)));
      return undefined;
    };
    await provider({ host, port, logger: silentLogger, saslAuthenticate }).authenticate();
  };
}

/**
 * Checks a message of the server before kafkajs reads it, which expects it to be correct (RFC 5802,
 * section 7).
 *
 * @throws {Error} If it is an error of the server or not a message of SCRAM.
 */
function checkScram(message: string): void {
  const [, problem] = /^e=(.+)$/.exec(message) ?? [];
  if (problem !== undefined) throw new Error(`the broker reports ${problem}`);
  if (/^v=[A-Za-z0-9+/]+=*(,|$)/.test(message)) return;
  const [, iterations] = /^r=[^,]+,s=[A-Za-z0-9+/]+=*,i=(\d+)$/.exec(message) ?? [];
  if (iterations === undefined) throw new Error("the broker's answer is not a message of SCRAM");
  if (Number(iterations) <= maxIterations) return;
  throw new Error(
    `the broker wants ${iterations} iterations, and at most ${maxIterations} are safe`,
  );
}

/** RFC 7628, section 3.2.2: a JSON object with a status, for example `invalid_token`. */
function tokenProblem(answer: string): string {
  const [, status] = /"status"\s*:\s*"([\w -]+)"/.exec(answer) ?? [];
  return status === undefined ? answer : `the broker rejects the token (${status})`;
}

async function loadProvider(mechanism: SaslConfig["mechanism"]): Promise<RawProvider> {
  switch (mechanism) {
    case "plain":
      return (await import("kafkajs/src/broker/saslAuthenticator/plain.js")).default;
    case "scram-sha-256":
      return (await import("kafkajs/src/broker/saslAuthenticator/scram256.js")).default;
    case "scram-sha-512":
      return (await import("kafkajs/src/broker/saslAuthenticator/scram512.js")).default;
    case "oauthbearer":
      return (await import("kafkajs/src/broker/saslAuthenticator/oauthBearer.js")).default;
  }
}

function toRawOptions(sasl: SaslConfig): unknown {
  if (sasl.mechanism !== "oauthbearer") return { ...sasl };
  const { token, extensions } = sasl;
  return { oauthBearerProvider: async () => ({ value: await token(), extensions }) };
}

/** kafkajs decodes with methods of Node's buffers. */
function sized(token: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(sizeBytes + token.byteLength);
  bytes.writeInt32BE(token.byteLength);
  bytes.set(token, sizeBytes);
  return bytes;
}
