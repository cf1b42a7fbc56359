import { FailedError } from "../errors.ts";
import type { AnyApi } from "../wire/schema.ts";
import type { VersionRange } from "./kafkajs.ts";

/** A broker that is too old or too new: no version of an API that both sides know. */
export class UnsupportedApiError extends FailedError {
  override readonly name = "UnsupportedApiError";
  readonly api: string;

  constructor(api: AnyApi, address: string, range: VersionRange | undefined) {
    const found = range === undefined
      ? `the broker at ${address} does not know it`
      : `the broker at ${address} takes versions ${range.min} to ${range.max}, ` +
        `we send ${api.minVersion} to ${api.maxVersion}`;
    super(`Cannot send "${api.name}": ${found}`, {
      hint: "this needs another version of the broker, or of wah",
    });
    this.api = api.name;
  }
}
