/**
 * Requests and responses with their headers, and the size in front of them.
 *
 * @see Kafka protocol guide, "Request Header v1", "v2", "Response Header v0", "v1"
 */
import { ByteWriter } from "./byte_writer.ts";
import { ByteReader, utf8, WireError } from "./bytes.ts";
import type { AnyApi } from "./schema/schema.ts";

/** Clients must be able to ask a broker of any age for its versions, KIP-511. */
const apiVersionsKey = 18;

const maxClientIdBytes = 0x7fff;
const headerBytesAtMost = 32;
/** Room for the body of most requests; the writer grows for a longer one. */
const bodyBytesAtFirst = 256;
const sizeBytes = 4;

/** What stands in front of a request. */
export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  /** Comes back in the response. */
  readonly correlationId: number;
  readonly clientId: string | null;
}

/** A request as a broker gets it. */
export interface RequestFrame<A extends AnyApi> {
  readonly header: RequestHeader;
  /** Undefined for a key that is not in the table. */
  readonly api: A | undefined;
  /** A view of the frame; null where the API or its version is unknown, and so where it begins. */
  readonly body: Uint8Array | null;
}

/** A response as a client gets it. */
export interface ResponseFrame {
  readonly correlationId: number;
  /** A view of the frame. */
  readonly body: Uint8Array;
}

/** The version of the header in front of such a request: 2, which has tagged fields, or 1. */
export function requestHeaderVersion(api: AnyApi, version: number): 1 | 2 {
  return version >= api.flexibleSince ? 2 : 1;
}

/** The version of the header in front of such a response: 1, which has tagged fields, or 0. */
export function responseHeaderVersion(api: AnyApi, version: number): 0 | 1 {
  return version >= api.flexibleSince && api.key !== apiVersionsKey ? 1 : 0;
}

/**
 * A request ready to be sent: size, header, body.
 *
 * @throws {WireError} When the client id is longer than 32,767 bytes.
 */
export function encodeRequestFrame(
  api: AnyApi,
  header: Omit<RequestHeader, "apiKey">,
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const write = (writer: ByteWriter): void => void writer.raw(body);
  return startedRequest(api, header, write).finish();
}

/**
 * As {@link encodeRequestFrame}, with large bytes of the body as they are, not copied.
 *
 * @throws {WireError} As {@link encodeRequestFrame}, and what `write` throws.
 */
export function requestFrameParts(
  api: AnyApi,
  header: Omit<RequestHeader, "apiKey">,
  write: (writer: ByteWriter) => void,
): Uint8Array[] {
  return startedRequest(api, header, write).parts();
}

function startedRequest(
  api: AnyApi,
  header: Omit<RequestHeader, "apiKey">,
  write: (writer: ByteWriter) => void,
): ByteWriter {
  const { apiVersion, correlationId, clientId } = header;
  const client = clientId === null ? null : utf8(clientId);
  const clientBytes = client?.byteLength ?? 0;
  if (clientBytes > maxClientIdBytes) {
    throw new WireError(
      `Cannot encode a client id of ${clientBytes} bytes: at most ${maxClientIdBytes}`,
    );
  }
  const writer = new ByteWriter(headerBytesAtMost + clientBytes + bodyBytesAtFirst);
  writer.int32(0).int16(api.key).int16(apiVersion).int32(correlationId);
  writer.int16(client === null ? -1 : clientBytes);
  if (client !== null) writer.raw(client);
  if (requestHeaderVersion(api, apiVersion) === 2) writer.uvarint(0);
  write(writer);
  return sized(writer);
}

/**
 * Takes a request apart; `frame` is what follows the size.
 *
 * The table gives each API in the versions that it may be asked for.
 *
 * @throws {WireError} When the header is cut short or malformed.
 */
export function decodeRequestFrame<A extends AnyApi>(
  frame: Uint8Array,
  apis: ReadonlyMap<number, A>,
): RequestFrame<A> {
  const reader = new ByteReader(frame);
  const apiKey = reader.int16();
  const apiVersion = reader.int16();
  const correlationId = reader.int32();
  const clientBytes = reader.int16();
  if (clientBytes < -1) {
    throw new WireError(`Cannot read the client id: its length is ${clientBytes}`);
  }
  const clientId = clientBytes === -1 ? null : reader.text(clientBytes);
  const header = { apiKey, apiVersion, correlationId, clientId };
  const api = apis.get(apiKey);
  if (api === undefined || apiVersion < api.minVersion || apiVersion > api.maxVersion) {
    return { header, api, body: null };
  }
  if (requestHeaderVersion(api, apiVersion) === 2) skipTags(reader);
  return { header, api, body: frame.subarray(reader.position) };
}

/** A response ready to be sent: size, header, body. */
export function encodeResponseFrame(
  api: AnyApi,
  header: Pick<RequestHeader, "apiVersion" | "correlationId">,
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return sized(startedResponse(api, header).raw(body)).finish();
}

/**
 * As {@link encodeResponseFrame}, in steps, and with large bytes of the body as they are, not
 * copied.
 */
export function* responseFrameParts(
  api: AnyApi,
  header: Pick<RequestHeader, "apiVersion" | "correlationId">,
  write: (writer: ByteWriter) => Generator<void, void>,
): Generator<void, Uint8Array[]> {
  const writer = startedResponse(api, header);
  yield* write(writer);
  return sized(writer).parts();
}

/** The writer of a response, behind its header. */
function startedResponse(
  api: AnyApi,
  header: Pick<RequestHeader, "apiVersion" | "correlationId">,
): ByteWriter {
  const writer = new ByteWriter();
  writer.int32(0).int32(header.correlationId);
  if (responseHeaderVersion(api, header.apiVersion) === 1) writer.uvarint(0);
  return writer;
}

/**
 * Takes a response apart; `frame` is what follows the size.
 *
 * @throws {WireError} When the header is cut short or malformed.
 */
export function decodeResponseFrame(
  api: AnyApi,
  version: number,
  frame: Uint8Array,
): ResponseFrame {
  const reader = new ByteReader(frame);
  const correlationId = reader.int32();
  if (responseHeaderVersion(api, version) === 1) skipTags(reader);
  return { correlationId, body: frame.subarray(reader.position) };
}

function skipTags(reader: ByteReader): void {
  const count = reader.uvarint();
  for (let index = 0; index < count; index++) {
    reader.uvarint();
    reader.skip(reader.uvarint());
  }
}

/** Puts the size into the four bytes kept free for it. */
function sized(writer: ByteWriter): ByteWriter {
  return writer.patchStart(writer.length - sizeBytes);
}
