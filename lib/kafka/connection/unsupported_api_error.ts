import { FailedError } from "../../errors.ts";
import type { AnyApi } from "../../wire/schema.ts";
import type { VersionLimits, VersionRange } from "./versions.ts";

/** The broker is too old or too new: there is no version of an API that both sides know. */
export class UnsupportedApiError extends FailedError {
  override readonly name = "UnsupportedApiError";
  readonly api: string;

  constructor(
    api: AnyApi,
    address: string,
    range: VersionRange | undefined,
    limits: VersionLimits,
  ) {
    const first = Math.max(api.minVersion, limits.minVersion ?? 0);
    const last = Math.min(api.maxVersion, limits.maxVersion ?? Infinity);
    const found = range === undefined
      ? `the broker at ${address} does not know it`
      : `the broker at ${address} accepts versions ${range.min} to ${range.max}, ` +
        `wah sends ${first} to ${last}`;
    super(`Cannot send "${api.name}": ${found}`, {
      hint: "Use another version of the broker, or of wah",
    });
    this.api = api.name;
  }
}
