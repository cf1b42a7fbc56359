import { FailedError } from "../../errors.ts";
import type { AnyApi } from "../../wire/schema/schema.ts";
import type { VersionLimits, VersionRange } from "./versions.ts";

/** The broker and wah share no version of an API: one of the two is too old. */
export class UnsupportedApiError extends FailedError {
  override readonly name = "UnsupportedApiError";
  readonly api: string;
  /** Whether the broker has no version of the API at all. */
  readonly isUnknown: boolean;

  constructor(
    api: AnyApi,
    address: string,
    range: VersionRange | undefined,
    limits: VersionLimits,
  ) {
    const first = Math.max(api.minVersion, limits.minVersion ?? 0);
    const last = Math.min(api.maxVersion, limits.maxVersion ?? Infinity);
    const found = range === undefined
      ? `the broker at ${address} does not support it`
      : `the broker at ${address} accepts ${versions(range.min, range.max)}, ` +
        `wah sends ${versions(first, last)}`;
    const isTooNew = range !== undefined && range.min > last;
    super(`Cannot send "${api.name}": ${found}`, {
      hint: isTooNew ? "Use a newer version of wah" : "Use a newer version of the broker",
    });
    this.api = api.name;
    this.isUnknown = range === undefined;
  }
}

function versions(first: number, last: number): string {
  return first === last ? `version ${first}` : `versions ${first} to ${last}`;
}
