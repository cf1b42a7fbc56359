import { WireError } from "../../wire/bytes.ts";
import { decodeRequestFrame, type RequestHeader, responseFrameParts } from "../../wire/frame.ts";
import { decodeRequest, writeResponse } from "../../wire/schema.ts";
import { type AnyApiHandler, CloseConnectionError, type RequestContext } from "../api.ts";
import { unsupportedVersionAnswer } from "../apis/18_api_versions.ts";
import type { ApiRegistry, ServedApi } from "../apis/registry.ts";
import { clientLabel } from "../client_label.ts";

/** One request on its way: what answers it, once it is called. */
export interface DispatchedRequest {
  /** Whether it may start while other such requests of its connection wait for their commit. */
  readonly pipelines: boolean;
  /**
   * Runs the handler and encodes what it says, in pieces; null when nothing is to be sent.
   *
   * @throws {CloseConnectionError} When the connection must end instead.
   */
  run(): Promise<readonly Uint8Array[] | null>;
}

const apiVersionsKey = 18;
const produceKey = 0;
/** SaslHandshake and SaslAuthenticate. */
const loginKeys: readonly number[] = [17, 36];

/** A request that nothing answers: the connection ends when its turn comes, and `why` is logged. */
export function unanswerable(why: string): DispatchedRequest {
  return { pipelines: false, run: () => Promise.reject(new CloseConnectionError(why)) };
}

/**
 * Finds the handler of a request and reads its header; the body is decoded when it is run.
 *
 * Where the header is malformed, or the API or its version is not served, running it ends the
 * connection: Kafka's protocol has no answer for that. What came before is answered first.
 *
 * @param frame The request without its size.
 */
export function dispatch(
  frame: Uint8Array,
  registry: ApiRegistry,
  connection: Omit<RequestContext, "apiVersion" | "clientId">,
): DispatchedRequest {
  const decoded = parsed(() => decodeRequestFrame(frame, registry.byKey));
  if (decoded instanceof CloseConnectionError) return unanswerable(decoded.message);
  const { header, api: served, body } = decoded;
  if (served === undefined || body === null) return refuse(header, served);
  const context = {
    ...connection,
    apiVersion: header.apiVersion,
    clientId: header.clientId ?? "",
  };
  return {
    pipelines: header.apiKey === produceKey,
    run: () => answer({ header, body }, served.handler, context),
  };
}

async function answer(
  request: { readonly header: RequestHeader; readonly body: Uint8Array },
  handler: AnyApiHandler,
  context: RequestContext,
): Promise<readonly Uint8Array[] | null> {
  const { apiVersion } = request.header;
  const decoded = parsed(() => decodeRequest(handler.api, apiVersion, request.body));
  if (decoded instanceof CloseConnectionError) throw decoded;
  const response = await handler.handle(decoded, context);
  if (response === null) return null;
  return responseFrameParts(
    handler.api,
    request.header,
    (writer) => writeResponse(writer, handler.api, apiVersion, response),
  );
}

/** Bytes that cannot be read are the client's fault; an answer that cannot be written is ours. */
function parsed<T>(parse: () => T): T | CloseConnectionError {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return new CloseConnectionError(error.message, { cause: error });
  }
}

function refuse(header: RequestHeader, served: ServedApi | undefined): DispatchedRequest {
  if (header.apiKey === apiVersionsKey) {
    const bytes = unsupportedVersionAnswer(header.correlationId);
    return { pipelines: false, run: () => Promise.resolve([bytes]) };
  }
  const client = clientLabel(header.clientId);
  if (loginKeys.includes(header.apiKey)) {
    return unanswerable(
      `${client} wants to log in, this broker has no logins; switch its SASL off`,
    );
  }
  return unanswerable(
    served === undefined
      ? `${client} asked for API ${header.apiKey}, which this broker does not serve`
      : `${client} asked for ${served.name} v${header.apiVersion}, ` +
        `this broker serves ${served.minVersion} to ${served.maxVersion}`,
  );
}
