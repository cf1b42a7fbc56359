import { FailedError } from "../../errors.ts";
import { formatAddress } from "../../text/format_address.ts";
import { WireError } from "../../wire/bytes.ts";
import type { Api, Input } from "../../wire/schema/schema.ts";
import type { Connection, WaitOptions } from "./connection.ts";
import { UnsupportedApiError } from "./unsupported_api_error.ts";
import { commonVersion, type VersionLimits } from "./versions.ts";

/** The body of a request, or a function that returns it for the version that is agreed on. */
export type Body<Request> = Input<Request> | ((version: number) => Input<Request>);

/** The limits of one exchange. */
export interface ExchangeOptions extends VersionLimits, WaitOptions {}

/**
 * Sends one request over `connection` in the highest common version, and returns the answer.
 *
 * @throws {ConnectionLostError} If the connection ends first, or nothing arrives for too long.
 * @throws {UnsupportedApiError} If there is no version that both sides know.
 * @throws {FailedError} If the request does not fit the version, the answer cannot be read, or a
 * login is rejected.
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
  if (version === null) {
    throw new UnsupportedApiError(api, formatAddress(connection.address), range, limits);
  }
  const content = isFunction(body) ? body(version) : body;
  try {
    return await connection.send({ api, version, body: content, timeoutMs, signal });
  } catch (error) {
    // The highest common version may still be too old for a field of the request.
    if (!(error instanceof WireError)) throw error;
    throw new FailedError(
      `Cannot send "${api.name}" to the broker at ${formatAddress(connection.address)} in ` +
        `version ${version}, the newest that both sides know: ${error.message}`,
      { cause: error, hint: "Use a newer version of the broker" },
    );
  }
}

function isFunction<Request>(
  body: Body<Request>,
): body is (version: number) => Input<Request> {
  return typeof body === "function";
}
