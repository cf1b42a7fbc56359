import { FailedError } from "../errors.ts";
import { WireError } from "../wire/bytes.ts";
import type { Api, Input } from "../wire/schema.ts";
import { formatAddress } from "../text/format_address.ts";
import { TimedOutError } from "./connect_failure.ts";
import type { Connection } from "./connection.ts";
import type { RawRequest } from "./kafkajs.ts";
import { commonVersion, packRequest, unpackResponse, type VersionLimits } from "./request_bytes.ts";
import { watchQuiet } from "./quiet_watch.ts";
import { UnsupportedApiError } from "./unsupported_api_error.ts";

/** A request's body, or how it looks in the version that was agreed on. */
export type Body<Request> = Input<Request> | ((version: number) => Input<Request>);

/** The limits of one exchange. */
export interface ExchangeOptions extends VersionLimits {
  /** How long the broker may say nothing; an answer that comes slowly may take longer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Sends one request over `connection` and reads the answer.
 *
 * @throws {ConnectionLostError} When the connection ends first, or nothing comes for too long; the
 * connection is closed then, since what comes behind would wait as well.
 * @throws {UnsupportedApiError} When there is no version that both sides know.
 * @throws {FailedError} When the answer cannot be read.
 * @throws The signal's reason, when it aborts first.
 */
export async function exchange<Request, Response>(
  connection: Connection,
  api: Api<Request, Response>,
  body: Body<Request>,
  { timeoutMs, signal, ...limits }: ExchangeOptions,
): Promise<Response> {
  const range = connection.versions.get(api.key);
  const version = commonVersion(api, range, limits);
  const address = formatAddress(connection.address);
  if (version === null) throw new UnsupportedApiError(api, address, range, limits);
  const request = pack(api, version, isFunction(body) ? body(version) : body, address);
  const endWatch = watchQuiet({
    timeoutMs,
    heardAtMs: () => connection.heardAtMs,
    onQuiet: () => void connection.close(new TimedOutError(timeoutMs)),
  });
  let bytes: Uint8Array;
  try {
    bytes = await connection.send(request, signal);
  } finally {
    endWatch();
  }
  try {
    return unpackResponse(api, version, bytes);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new FailedError(`Cannot read the answer of ${address}: ${error.message}`, {
      cause: error,
    });
  }
}

/** A version that both sides know may still be too old for what the request has to say. */
function pack<Request>(
  api: Api<Request, unknown>,
  version: number,
  body: Input<Request>,
  address: string,
): RawRequest {
  try {
    return packRequest(api, version, body);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new FailedError(
      `Cannot send "${api.name}" to the broker at ${address} in version ${version}, the newest ` +
        `that both sides know: ${error.message}`,
      { cause: error, hint: "Use a newer version of the broker" },
    );
  }
}

function isFunction<Request>(
  body: Body<Request>,
): body is (version: number) => Input<Request> {
  return typeof body === "function";
}
