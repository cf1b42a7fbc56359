import { portOf } from "./direct_address.ts";
import { DirectTunnel } from "./direct_tunnel.ts";

/** Options of {@link httpRequest}. */
export interface HttpRequestOptions {
  /** Sent with POST. Default: none, and GET. */
  readonly body?: string;
  /** PEM certificates of authorities to accept in addition to Deno's own list. */
  readonly authorities?: readonly string[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether to connect without a proxy. Otherwise Deno uses `HTTP_PROXY` and similar variables. */
  readonly isDirect: boolean;
  /** Maximum size of the response's body. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** The response of the server. */
export interface HttpResponse {
  readonly status: number;
  /** The target of a redirect, as the server sent it. */
  readonly location: string | null;
  /** The time of the server, in milliseconds since the Unix epoch; null if it names none. */
  readonly dateMs: number | null;
  /** The body, decoded as UTF-8; null if it has more than `maxBytes`. */
  readonly text: string | null;
}

/**
 * Sends one request and reads the response; redirects are returned, not followed.
 *
 * @throws The runtime's error if the server is unreachable or the connection breaks.
 * @throws The signal's reason, or the runtime's error for it, when it aborts.
 */
export async function httpRequest(url: URL, options: HttpRequestOptions): Promise<HttpResponse> {
  if (options.isDirect) return await sendByTunnel(url, options);
  if (options.authorities === undefined) return await send(url, options);
  using client = Deno.createHttpClient(trust(options));
  return await send(url, options, client);
}

async function sendByTunnel(url: URL, options: HttpRequestOptions): Promise<HttpResponse> {
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  await using tunnel = new DirectTunnel({ hostname, port: portOf(url) });
  using client = Deno.createHttpClient({ proxy: { url: tunnel.url }, ...trust(options) });
  try {
    return await send(url, options, client);
  } catch (error) {
    throw tunnel.failure ?? error;
  }
}

function trust({ authorities }: HttpRequestOptions): { caCerts?: string[] } {
  return authorities === undefined ? {} : { caCerts: [...authorities] };
}

async function send(
  url: URL,
  { body, headers, maxBytes, signal }: HttpRequestOptions,
  client?: Deno.HttpClient,
): Promise<HttpResponse> {
  const posted = body === undefined ? {} : { method: "POST", body };
  const init = { headers, signal, redirect: "manual", ...posted } as const;
  const response = await fetch(url, client === undefined ? init : { ...init, client });
  return {
    status: response.status,
    location: response.headers.get("location"),
    dateMs: timeOf(response.headers.get("date")),
    text: await readBodyText(response.body ?? [], maxBytes),
  };
}

function timeOf(date: string | null): number | null {
  const timeMs = Date.parse(date ?? "");
  return Number.isNaN(timeMs) ? null : timeMs;
}

async function readBodyText(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
