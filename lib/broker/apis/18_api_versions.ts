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

/** The highest version served here, which a client that asked for more tries next. */
const maxVersion = 4;

/** An API and its range of versions, as clients are told. */
export interface AdvertisedApi {
  readonly key: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/**
 * ApiVersions v0-4: which APIs this broker serves, read off its registry.
 *
 * v1 adds the throttle time, v3 the client's name and version (taken as they come: a broker for
 * development has no reason to refuse an odd name) and the features, of which this broker has
 * none: announcing `transaction.version` would switch clients to transactions that are not served.
 * v4 only allows a feature's range to begin at 0.
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
 * The answer to an ApiVersions request of a version not known here: in version 0, with the range
 * that is served, so that the client can ask again.
 */
export function unsupportedVersionAnswer(correlationId: number): Uint8Array {
  const body = encodeResponse(apiVersions, 0, {
    errorCode: errorCodes.UNSUPPORTED_VERSION,
    apiKeys: [{ apiKey: apiVersions.key, minVersion: 0, maxVersion }],
  });
  return encodeResponseFrame(apiVersions, { apiVersion: 0, correlationId }, body);
}
