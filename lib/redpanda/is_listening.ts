/**
 * Whether something accepts TCP connections at the host and port of `url`. Most clusters have no
 * admin API, and Deno loads its HTTP client at the first request, which takes longer than the rest
 * of a health check.
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
    // A missing permission is reported; whatever the system says, nothing answers there.
    if (error instanceof Deno.errors.NotCapable) throw error;
    return false;
  }
}
