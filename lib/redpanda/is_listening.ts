import { isRuntimeError } from "../http/runtime_error.ts";

/**
 * Returns whether a server accepts TCP connections at the host and port of `url`. This avoids
 * loading Deno's HTTP client for clusters without an admin API, which takes longer than the rest of
 * a health check.
 *
 * @throws The signal's reason, when it aborts first.
 */
export async function isListening(url: URL, signal: AbortSignal): Promise<boolean> {
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  try {
    (await Deno.connect({ hostname, port, signal })).close();
    return true;
  } catch (error) {
    signal.throwIfAborted();
    // Report a missing permission or a bug. All other errors mean that no server is reachable.
    if (error instanceof Deno.errors.NotCapable || !isRuntimeError(error)) throw error;
    return false;
  }
}
