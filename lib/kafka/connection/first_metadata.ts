import { formatAddress } from "../../text/format_address.ts";
import { metadata } from "../../wire/messages/03_metadata.ts";
import type { ResponseOf } from "../../wire/schema/schema.ts";
import type { Address } from "../config.ts";
import { metadataMinVersion } from "../metadata.ts";
import type { WaitOptions } from "./connection.ts";
import { ConnectionLostError } from "./connection_error.ts";
import type { ConnectionRegistry } from "./connection_registry.ts";
import { exchange } from "./exchange.ts";
import { EarlyRequest } from "./greeting.ts";
import { UnsupportedApiError } from "./unsupported_api_error.ts";
import { commonVersion } from "./versions.ts";

/**
 * Connects to `address` and asks for the brokers of its cluster and, if `topics` is null, for all
 * topics. A new connection sends this in one write with ApiVersions, unless there is a login.
 *
 * @throws {ConnectionLostError} If there is no broker at `address`, or it does not answer.
 * @throws {FailedError} If the login is rejected, or the answer cannot be read.
 * @throws The signal's reason, when it aborts first.
 */
export async function firstMetadata(
  registry: ConnectionRegistry,
  address: Address,
  { topics, ...wait }: WaitOptions & { readonly topics: readonly [] | null },
): Promise<ResponseOf<typeof metadata>> {
  const body = { topics, allowAutoTopicCreation: false };
  const early = new EarlyRequest(metadata, metadataMinVersion, body);
  const oldest = { minVersion: metadataMinVersion };
  const limits = { ...wait, ...oldest };
  const connection = await registry.get(address, "main", wait.signal, early);
  try {
    const { pending } = early;
    const range = connection.versions.get(metadata.key);
    if (
      pending === undefined ||
      commonVersion(metadata, range, oldest) === null
    ) {
      return await exchange(connection, metadata, body, limits);
    }
    // Sent in the oldest version that will do, which most brokers know.
    if (commonVersion(metadata, range, { maxVersion: metadataMinVersion }) !== null) {
      return await connection.wait(pending, wait);
    }
    // A broker closes the connection at a version that it does not know.
    await connection.close();
    const fresh = await registry.get(address, "main", wait.signal);
    return await exchange(fresh, metadata, body, limits);
  } catch (error) {
    throw turnedAway(error, formatAddress(address));
  }
}

/** Recognizes a listener that requires a login and gets none, and one of a controller. */
function turnedAway(error: unknown, address: string): unknown {
  if (error instanceof UnsupportedApiError && error.isUnknown) {
    return new ConnectionLostError(address, "foreign", "this is not a broker's port", {
      hint: "It may be a controller's; use the port of a broker, usually 9092",
      cause: error,
    });
  }
  if (!(error instanceof ConnectionLostError) || error.finding !== "closed") return error;
  const found = "it closed the connection at the first request";
  return new ConnectionLostError(address, "closed", found, {
    hint: "It may require a login (SASL); check the security settings",
    cause: error.cause,
  });
}
