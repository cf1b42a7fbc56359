import { httpRequest } from "../http/http_request.ts";
import { isListening } from "./is_listening.ts";
import { isRuntimeError } from "../http/runtime_error.ts";

/** Answers without a login, and says little. */
const path = "v1/status/ready";
const maxBodyBytes = 64 * 1024;

/**
 * Reads the time of the server at the admin API `base` from the `Date` of its response, in
 * milliseconds since the Unix epoch, rounded down to seconds. Connects directly and sends no login.
 *
 * @returns Null if nothing answers there, or the response has no date.
 * @throws The signal's reason if it aborts first.
 */
export async function readAdminTime(base: URL, signal: AbortSignal): Promise<number | null> {
  if (!await isListening(base, signal)) return null;
  const url = new URL(path, base.href.endsWith("/") ? base : `${base.href}/`);
  const options = { headers: {}, isDirect: true, maxBytes: maxBodyBytes, signal };
  try {
    return (await httpRequest(url, options)).dateMs;
  } catch (error) {
    signal.throwIfAborted();
    // fetch() throws a TypeError for a failure of the network, with its cause.
    if (!isRuntimeError(error instanceof TypeError ? error.cause : error)) throw error;
    return null;
  }
}
