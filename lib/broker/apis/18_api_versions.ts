import { errorCodes } from "../../wire/errors.ts";
import { encodeResponseFrame } from "../../wire/frame.ts";
import { apiVersions } from "../../wire/messages/18_api_versions.ts";
import {
  encodeResponse,
  type Input,
  type RequestOf,
  type ResponseOf,
} from "../../wire/schema/schema.ts";
import type { ApiHandler } from "../api.ts";

/** The highest supported version, which a client tries next if it requested a higher one. */
const maxVersion = 4;

/** An API and the range of versions that clients get. */
export interface AdvertisedApi {
  readonly key: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/**
 * ApiVersions v0-4: the APIs that this broker supports, from its registry.
 *
 * v1 adds the throttle time, v3 the client's name and version (any is accepted, because a broker
 * for development has no reason to reject one) and the features. This broker has none: announcing
 * `transaction.version` would make clients use transactions, which are not supported. v4 only
 * allows the range of a feature to start at 0.
 *
 * @see KIP-511, KIP-584
 */
export function apiVersionsHandler(
  served: () => Iterable<AdvertisedApi>,
): ApiHandler<RequestOf<typeof apiVersions>, ResponseOf<typeof apiVersions>> {
  return {
    api: apiVersions,
    minVersion: 0,
    maxVersion,
    handle(): Input<ResponseOf<typeof apiVersions>> {
      const apiKeys = [...served()]
        .map(({ key, minVersion, maxVersion }) => ({ apiKey: key, minVersion, maxVersion }))
        .sort((left, right) => left.apiKey - right.apiKey);
      return { apiKeys };
    },
  };
}

/**
 * Returns the response to an ApiVersions request of an unknown version: in version 0, with the
 * supported range, so that the client can try again.
 */
export function unsupportedVersionAnswer(correlationId: number): Uint8Array {
  const body = encodeResponse(apiVersions, 0, {
    errorCode: errorCodes.UNSUPPORTED_VERSION,
    apiKeys: [{ apiKey: apiVersions.key, minVersion: 0, maxVersion }],
  });
  return encodeResponseFrame(apiVersions, { apiVersion: 0, correlationId }, body);
}
