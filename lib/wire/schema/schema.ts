/**
 * Kafka's messages as tables: one {@link Api} serves client and broker, in every version.
 *
 * Names and versions of fields are the same as in Kafka's own message files.
 *
 * @see KIP-482 for compact lengths and tagged fields
 */
import { ByteWriter } from "../byte_writer.ts";
import { ByteReader, WireError } from "../bytes.ts";
import type { Codec, Input } from "./field.ts";
import { type Fields, type Struct, StructType } from "./struct_type.ts";

export type { Input } from "./field.ts";

/** The schema of a request or a response, in all versions. */
export interface Schema<T> {
  /** Returns the codec of the body in `version`, which must be in the API's range. */
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
  /** First version with compact lengths and tagged fields; `Infinity` if there is none. */
  readonly flexibleSince: number;
  readonly request: Schema<Request>;
  readonly response: Schema<Response>;
  /** Whether a broker answers such a request. Default: it answers all. */
  isAnswered?(request: Input<Request>): boolean;
}

/** Any API, without the types of its bodies. */
export type AnyApi = Omit<Api<unknown, unknown>, "request" | "response" | "isAnswered">;

/** The result of {@link decodeRequest} for an API. */
export type RequestOf<A> = A extends Api<infer Request, unknown> ? Request : never;

/** The result of {@link decodeResponse} for an API. */
export type ResponseOf<A> = A extends Api<infer _, infer Response> ? Response : never;

/**
 * Maximum number of elements of all arrays of a message. A request lists at most the partitions
 * that one node leads; a response can list every replica of a large cluster.
 */
const maxElements = { request: 1_000_000, response: 10_000_000 } as const;

/** Declares an API. Default for `flexibleSince`: no version is flexible. */
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
  let holdsBytes: boolean | undefined;
  return {
    get holdsBytes(): boolean {
      return holdsBytes ??= type.holdsBytes;
    },
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
 * Encodes a request's body, without the header.
 *
 * @throws {WireError} If the API does not have the version, if a value is out of range, or if the
 * version cannot encode a value that is not ignorable.
 */
export function encodeRequest<Request>(
  api: Api<Request, unknown>,
  version: number,
  body: Input<Request>,
): Uint8Array<ArrayBuffer> {
  return encode(codecOf(api, api.request, version), `${api.name} v${version} request`, body);
}

/**
 * Appends the body of a request to `writer`.
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
 * Decodes a request's body. Fields that the version lacks have their defaults. Byte fields are
 * views of `bytes`.
 *
 * Ignores extra bytes at the end, like Kafka: librdkafka 2.16 sends three when it requests the
 * metadata of all topics in a flexible version.
 *
 * @throws {WireError} If the API does not have the version, or the bytes are not such a request.
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
 * As {@link decodeRequest}, in steps: the generator yields the current number of array elements,
 * and returns the request.
 *
 * @param maxElements Maximum number of elements of all arrays of the request.
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
 * Encodes a response's body, without the header.
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
 * Appends the body of a response to `writer`, in steps: the generator pauses repeatedly in long
 * arrays.
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
 * Decodes a response's body, as {@link decodeRequest} decodes requests. Extra bytes are an error.
 *
 * @throws {WireError} If the API does not have the version, or the bytes are not such a response.
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

/** Adds the message to a {@link WireError}; returns other errors unchanged. */
function explained(action: string, error: unknown): unknown {
  if (!(error instanceof WireError)) return error;
  const found = error.message.charAt(0).toLowerCase() + error.message.slice(1);
  return new WireError(`${action}: ${found}`, { cause: error });
}
