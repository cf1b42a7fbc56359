import type { AnyApi } from "../../wire/schema/schema.ts";

/** The versions of one API that a broker accepts, both ends included. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

/** The versions that a broker accepts, by API key. */
export type BrokerVersions = ReadonlyMap<number, VersionRange>;

/** Versions that a request may be sent in, both ends included. */
export interface VersionLimits {
  readonly minVersion?: number;
  readonly maxVersion?: number;
}

/** The highest version that wah and the broker know, within limits; null if there is none. */
export function commonVersion(
  api: AnyApi,
  range: VersionRange | undefined,
  { minVersion = 0, maxVersion = Infinity }: VersionLimits = {},
): number | null {
  if (range === undefined) return null;
  const version = Math.min(api.maxVersion, range.max, maxVersion);
  return version >= Math.max(api.minVersion, range.min, minVersion) ? version : null;
}
