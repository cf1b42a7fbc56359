import { ByteReader } from "../../wire/bytes.ts";
import {
  type AnyApi,
  type Api,
  decodeResponse,
  encodeRequest,
  type Input,
} from "../../wire/schema.ts";
import { requestHeaderVersion, responseHeaderVersion } from "../../wire/frame.ts";
import type { RawRequest, VersionRange } from "./kafkajs.ts";

/** The best version that we and the broker know, within limits; null when there is none. */
export function commonVersion(
  api: AnyApi,
  range: VersionRange | undefined,
  { minVersion = 0, maxVersion = Infinity }: VersionLimits = {},
): number | null {
  if (range === undefined) return null;
  const version = Math.min(api.maxVersion, range.max, maxVersion);
  return version >= Math.max(api.minVersion, range.min, minVersion) ? version : null;
}

/** Versions that a request may be sent in, both ends included. */
export interface VersionLimits {
  readonly minVersion?: number;
  readonly maxVersion?: number;
}

/** A request for a connection whose headers are always version 1. */
export function packRequest<Request>(
  api: Api<Request, unknown>,
  version: number,
  body: Input<Request>,
): RawRequest {
  const bytes = encodeRequest(api, version, body);
  const request = { apiKey: api.key, apiName: api.name, apiVersion: version };
  if (requestHeaderVersion(api, version) === 1) return { ...request, body: bytes };
  // Header version 2 is version 1 and a section of tagged fields, empty here (KIP-482).
  const tagged = new Uint8Array(1 + bytes.byteLength);
  tagged.set(bytes, 1);
  return { ...request, body: tagged };
}

/**
 * The response in `bytes`, which begin behind the correlation id.
 *
 * @throws {WireError} When they are not one such response.
 */
export function unpackResponse<Response>(
  api: Api<unknown, Response>,
  version: number,
  bytes: Uint8Array,
): Response {
  if (responseHeaderVersion(api, version) === 0) return decodeResponse(api, version, bytes);
  const reader = new ByteReader(bytes);
  skipTaggedFields(reader);
  return decodeResponse(api, version, bytes.subarray(reader.position));
}

function skipTaggedFields(reader: ByteReader): void {
  for (let left = reader.uvarint(); left > 0; left--) {
    reader.uvarint();
    reader.skip(reader.uvarint());
  }
}
