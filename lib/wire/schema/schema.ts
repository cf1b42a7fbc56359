/**
 * Kafka's messages as tables: one {@link Api} serves client and broker, in every version.
 *
 * Names and versions of fields are those of Kafka's own message files, so that anyone can compare.
 *
 * @see KIP-482 for compact lengths and tagged fields
 */
import { ByteWriter } from "../byte_writer.ts";
import { ByteReader, WireError } from "../bytes.ts";
import type { Codec, Input } from "./field.ts";
import { type Fields, type Struct, StructType } from "./struct_type.ts";

export type { Input } from "./field.ts";

/** One half of an API: what its bytes mean in each version. */
export interface Schema<T> {
  /** How to read and write the body in `version`; the caller has checked the range. */
  codec(version: number): Codec<T>;
  /** Whether a decoded body can hold bytes, which are views of the input. */
  readonly holdsBytes: boolean;
}

/** One Kafka API: its key, the versions that the tables cover, and both bodies. */
export interface Api<Request, Response> {
  readonly key: number;
  /** Kafka's name, such as "Metadata". */
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** First version with compact lengths and tagged fields; `Infinity` when there is none. */
  readonly flexibleSince: number;
  readonly request: Schema<Request>;
  readonly response: Schema<Response>;
  /** Whether a broker answers such a request. Default: it answers all. */
  isAnswered?(request: Input<Request>): boolean;
}

/** Any API, where the shape of its bodies does not matter. */
export type AnyApi = Omit<Api<unknown, unknown>, "request" | "response" | "isAnswered">;

/** What {@link decodeRequest} gives for an API. */
export type RequestOf<A> = A extends Api<infer Request, unknown> ? Request : never;

/** What {@link decodeResponse} gives for an API. */
export type ResponseOf<A> = A extends Api<infer _, infer Response> ? Response : never;

/**
 * Elements of all arrays of a message together. A client's request names at most what one node
 * leads; a response may list every replica of a large cluster.
 */
const maxElements = { request: 1_000_000, response: 10_000_000 } as const;

/** Declares an API; without `flexibleSince` no version is flexible. */
export function api<Q extends Fields, R extends Fields>(spec: {
  readonly key: number;
  readonly name: string;
  readonly versions: readonly [min: number, max: number];
  readonly flexibleSince?: number;
  readonly request: Q;
  readonly response: R;
  isAnswered?(request: Input<Struct<Q>>): boolean;
}): Api<Struct<Q>, Struct<R>> {
  const flexibleSince = spec.flexibleSince ?? Infinity;
  return {
    ...(spec.isAnswered && { isAnswered: spec.isAnswered }),
    key: spec.key,
    name: spec.name,
    minVersion: spec.versions[0],
    maxVersion: spec.versions[1],
    flexibleSince,
    request: schema(spec.request, flexibleSince),
    response: schema(spec.response, flexibleSince),
  };
}

function schema<F extends Fields>(fields: F, flexibleSince: number): Schema<Struct<F>> {
  const type = new StructType(fields);
  const codecs = new Map<number, Codec<Struct<F>>>();
  return {
    holdsBytes: type.holdsBytes,
    codec(version): Codec<Struct<F>> {
      let codec = codecs.get(version);
      if (codec === undefined) {
        const layout = { version, flexible: version >= flexibleSince };
        codec = type.codec({ layout, nullable: false, path: "" });
        codecs.set(version, codec);
      }
      return codec;
    },
  };
}

/**
 * The bytes of a request's body, without header.
 *
 * @throws {WireError} When the API has no such version, when a value is out of range, or when the
 * version has no place for a value that may not get lost.
 */
export function encodeRequest<Request>(
  api: Api<Request, unknown>,
  version: number,
  body: Input<Request>,
): Uint8Array<ArrayBuffer> {
  return encode(codecOf(api, api.request, version), `${api.name} v${version} request`, body);
}

/**
 * Writes the body of a request behind what `writer` holds.
 *
 * @throws {WireError} As {@link encodeRequest}.
 */
export function writeRequest<Request>(
  writer: ByteWriter,
  api: Api<Request, unknown>,
  version: number,
  body: Input<Request>,
): void {
  write(writer, codecOf(api, api.request, version), `${api.name} v${version} request`, body);
}

/**
 * A request from the bytes of its body; every field is there, with its default where the version
 * lacks it. Fields of bytes are views of `bytes`.
 *
 * Bytes behind its end are passed over, as Kafka does: librdkafka 2.16 leaves three where it asks
 * for the metadata of all topics in a flexible version.
 *
 * @throws {WireError} When the API has no such version, or the bytes begin no such request.
 */
export function decodeRequest<Request>(
  api: Api<Request, unknown>,
  version: number,
  bytes: Uint8Array,
): Request {
  const codec = codecOf(api, api.request, version);
  return decode(
    codec,
    `${api.name} v${version} request`,
    new ByteReader(bytes, 0, maxElements.request),
  );
}

/**
 * As {@link decodeRequest}, in steps: the generator yields the number of elements that it has met
 * in arrays so far, and returns the request.
 *
 * @param maxElements How many elements all arrays of the request may have together.
 * @throws {WireError} As {@link decodeRequest}, and if there are more elements.
 */
export function* decodeRequestInSteps<Request>(
  api: Api<Request, unknown>,
  version: number,
  bytes: Uint8Array,
  maxElements: number,
): Generator<number, Request> {
  const codec = codecOf(api, api.request, version);
  const reader = new ByteReader(bytes, 0, maxElements);
  try {
    if (codec.readInSteps === undefined) return codec.read(reader);
    const steps = codec.readInSteps(reader);
    for (let step = steps.next();; step = steps.next()) {
      if (step.done) return step.value;
      yield reader.elementCount;
    }
  } catch (error) {
    throw explained(`Cannot decode ${api.name} v${version} request`, error);
  }
}

/**
 * The bytes of a response's body, without header.
 *
 * @throws {WireError} As {@link encodeRequest}.
 */
export function encodeResponse<Response>(
  api: Api<unknown, Response>,
  version: number,
  body: Input<Response>,
): Uint8Array<ArrayBuffer> {
  return encode(codecOf(api, api.response, version), `${api.name} v${version} response`, body);
}

/**
 * Writes the body of a response behind what `writer` holds, in steps: the generator stops now and
 * then in the middle of long arrays.
 *
 * @throws {WireError} As {@link encodeRequest}.
 */
export function* writeResponseInSteps<Response>(
  writer: ByteWriter,
  api: Api<unknown, Response>,
  version: number,
  body: Input<Response>,
): Generator<void, void> {
  const codec = codecOf(api, api.response, version);
  try {
    if (codec.writeInSteps === undefined) codec.write(writer, body as Response);
    else yield* codec.writeInSteps(writer, body as Response);
  } catch (error) {
    throw explained(`Cannot encode ${api.name} v${version} response`, error);
  }
}

/**
 * A response from the bytes of its body, as {@link decodeRequest} does with requests; nothing may
 * be left over.
 *
 * @throws {WireError} When the API has no such version, or the bytes are not one such response.
 */
export function decodeResponse<Response>(
  api: Api<unknown, Response>,
  version: number,
  bytes: Uint8Array,
): Response {
  const codec = codecOf(api, api.response, version);
  const what = `${api.name} v${version} response`;
  const reader = new ByteReader(bytes, 0, maxElements.response);
  const body = decode(codec, what, reader);
  if (reader.remaining > 0) {
    throw new WireError(`Cannot decode ${what}: ${reader.remaining} bytes are left over`);
  }
  return body;
}

function codecOf<T>(api: AnyApi, schema: Schema<T>, version: number): Codec<T> {
  if (!Number.isInteger(version) || version < api.minVersion || version > api.maxVersion) {
    throw new WireError(
      `Cannot use version ${version} of ${api.name}: ` +
        `only ${api.minVersion} to ${api.maxVersion} are known`,
    );
  }
  return schema.codec(version);
}

function encode<T>(codec: Codec<T>, what: string, body: Input<T>): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  write(writer, codec, what, body);
  return writer.finish();
}

function write<T>(writer: ByteWriter, codec: Codec<T>, what: string, body: Input<T>): void {
  try {
    codec.write(writer, body as T);
  } catch (error) {
    throw explained(`Cannot encode ${what}`, error);
  }
}

function decode<T>(codec: Codec<T>, what: string, reader: ByteReader): T {
  try {
    return codec.read(reader);
  } catch (error) {
    throw explained(`Cannot decode ${what}`, error);
  }
}

/** `error` with the message it happened in, when it is about bytes at all. */
function explained(action: string, error: unknown): unknown {
  if (!(error instanceof WireError)) return error;
  const found = error.message.charAt(0).toLowerCase() + error.message.slice(1);
  return new WireError(`${action}: ${found}`, { cause: error });
}
