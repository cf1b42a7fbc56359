import { array, boolean, int16, int32, int64, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Returns the APIs and versions that a broker supports; the first request on a connection.
 *
 * Version 1 adds the throttle time, 3 the client's software and the features (tagged, KIP-584), 4
 * allows a feature to begin at 0. The response header has no tags in any version (KIP-511), and a
 * broker answers a version that it does not know in version 0, with error 35.
 */
export const apiVersions = api({
  key: 18,
  name: "ApiVersions",
  versions: [0, 4],
  flexibleSince: 3,
  request: {
    clientSoftwareName: string({ since: 3, ignorable: true }),
    clientSoftwareVersion: string({ since: 3, ignorable: true }),
  },
  response: {
    errorCode: int16(),
    apiKeys: array({
      apiKey: int16(),
      minVersion: int16(),
      maxVersion: int16(),
    }),
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    supportedFeatures: array({
      name: string(),
      minVersion: int16(),
      maxVersion: int16(),
    }, { since: 3, tag: 0, ignorable: true }),
    finalizedFeaturesEpoch: int64({ since: 3, tag: 1, default: -1n, ignorable: true }),
    finalizedFeatures: array({
      name: string(),
      maxVersionLevel: int16(),
      minVersionLevel: int16(),
    }, { since: 3, tag: 2, ignorable: true }),
    zkMigrationReady: boolean({ since: 3, tag: 3, ignorable: true }),
  },
});
