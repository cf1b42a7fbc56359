/**
 * Requests and responses with their headers, and the size before them.
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
/** Enough for the body of most requests; the writer grows if needed. */
const bodyBytesAtFirst = 256;
const sizeBytes = 4;

/** The header of a request. */
export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  /** The response has the same one. */
  readonly correlationId: number;
  readonly clientId: string | null;
}

/** A request as a broker receives it. */
export interface RequestFrame<A extends AnyApi> {
  readonly header: RequestHeader;
  /** Undefined if the key is not in the table. */
  readonly api: A | undefined;
  /**
   * A view of the frame; null if the API or version is unknown, because its position is unknown.
   */
  readonly body: Uint8Array | null;
}

/** A response as a client receives it. */
export interface ResponseFrame {
  readonly correlationId: number;
  /** A view of the frame. */
  readonly body: Uint8Array;
}

/** Returns the version of the header of a request: 2, which has tagged fields, or 1. */
export function requestHeaderVersion(api: AnyApi, version: number): 1 | 2 {
  return version >= api.flexibleSince ? 2 : 1;
}

/** Returns the version of the header of a response: 1, which has tagged fields, or 0. */
export function responseHeaderVersion(api: AnyApi, version: number): 0 | 1 {
  return version >= api.flexibleSince && api.key !== apiVersionsKey ? 1 : 0;
}

/**
 * Encodes a request with its size and header, in pieces: large byte arrays in the body are not
 * copied.
 *
 * @throws {WireError} If the client id is longer than 32,767 bytes.
 * @throws Whatever `write` throws.
 */
export function requestFrameParts(
  api: AnyApi,
  header: Omit<RequestHeader, "apiKey">,
  write: (writer: ByteWriter) => void,
): Uint8Array[] {
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
  return sized(writer).parts();
}

/**
 * Decodes the header of a request. `frame` is the request without its size.
 *
 * The table has each API with the versions that are supported.
 *
 * @throws {WireError} If the header is cut short or malformed.
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

/** Encodes a response with its size and header. */
export function encodeResponseFrame(
  api: AnyApi,
  header: Pick<RequestHeader, "apiVersion" | "correlationId">,
  body: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return sized(startedResponse(api, header).raw(body)).finish();
}

/**
 * As {@link encodeResponseFrame}, in steps and in pieces: large byte arrays in the body are not
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

/** Returns a writer with the header of a response. */
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
 * Decodes the header of a response. `frame` is the response without its size.
 *
 * @throws {WireError} If the header is cut short or malformed.
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

/** Writes the size to the first four bytes. */
function sized(writer: ByteWriter): ByteWriter {
  return writer.patchStart(writer.length - sizeBytes);
}
