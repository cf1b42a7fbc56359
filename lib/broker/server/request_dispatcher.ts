import { decodeRequestFrame, encodeResponseFrame, type RequestHeader } from "../../wire/frame.ts";
import { decodeRequest, encodeResponse } from "../../wire/schema.ts";
import { type AnyApiHandler, CloseConnectionError, type RequestContext } from "../api.ts";
import { unsupportedVersionAnswer } from "../apis/18_api_versions.ts";
import type { ApiRegistry } from "../apis/registry.ts";

/** One request on its way: what answers it, once it is called. */
export interface DispatchedRequest {
  /** Whether it may start while other such requests of its connection still wait for their commit. */
  readonly pipelines: boolean;
  /**
   * Runs the handler and encodes what it says; null when nothing is to be sent.
   *
   * @throws {CloseConnectionError} When the connection must end instead.
   */
  run(): Promise<Uint8Array | null>;
}

const apiVersionsKey = 18;
const produceKey = 0;

/**
 * Finds the handler of a request and reads its header; the body is decoded when it is run.
 *
 * @param frame The request without its size.
 * @throws {WireError} When the header is malformed.
 * @throws {CloseConnectionError} When the API or its version is not served: Kafka's protocol has
 * no answer for that, and the message says which client asked for what.
 */
export function dispatch(
  frame: Uint8Array,
  registry: ApiRegistry,
  connection: Omit<RequestContext, "apiVersion" | "clientId">,
): DispatchedRequest {
  const { header, api: handler, body } = decodeRequestFrame(frame, registry.byKey);
  if (handler === undefined || body === null) return refuse(header, handler);
  const context = {
    ...connection,
    apiVersion: header.apiVersion,
    clientId: header.clientId ?? "",
  };
  return {
    pipelines: header.apiKey === produceKey,
    run: () => answer({ header, body }, handler.handler, context),
  };
}

async function answer(
  request: { readonly header: RequestHeader; readonly body: Uint8Array },
  handler: AnyApiHandler,
  context: RequestContext,
): Promise<Uint8Array | null> {
  const { apiVersion } = request.header;
  const decoded = decodeRequest(handler.api, apiVersion, request.body);
  const response = await handler.handle(decoded, context);
  if (response === null) return null;
  return encodeResponseFrame(
    handler.api,
    request.header,
    encodeResponse(handler.api, apiVersion, response),
  );
}

function refuse(
  header: RequestHeader,
  served:
    | { readonly minVersion: number; readonly maxVersion: number; readonly name: string }
    | undefined,
): DispatchedRequest {
  if (header.apiKey === apiVersionsKey) {
    const bytes = unsupportedVersionAnswer(header.correlationId);
    return { pipelines: false, run: () => Promise.resolve(bytes) };
  }
  const client = header.clientId === null ? "A client" : `Client "${header.clientId}"`;
  throw new CloseConnectionError(
    served === undefined
      ? `${client} asked for API ${header.apiKey}, which this broker does not serve`
      : `${client} asked for ${served.name} v${header.apiVersion}, ` +
        `this broker serves ${served.minVersion} to ${served.maxVersion}`,
  );
}
