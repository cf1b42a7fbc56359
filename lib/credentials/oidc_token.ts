import { FailedError, WahError } from "../errors.ts";
import { isDirectAddress } from "../http/direct_address.ts";
import { httpRequest, type HttpResponse } from "../http/http_request.ts";
import { ConnectionLostError } from "../kafka/connection/connection_error.ts";
import type { OidcClient } from "../settings/connection_settings.ts";
import { readAuthorities, systemAuthorities } from "./authorities.ts";
import type { CredentialContext } from "./credential_context.ts";
import { CredentialError } from "./credential_error.ts";
import { readSecret } from "./secret.ts";
import type { FetchToken, Token } from "./token_cache.ts";

const timeoutMs = 10_000;
const maxBodyBytes = 1024 * 1024;
/** Longest text of the server in an error. */
const maxDescriptionLength = 200;

/** One request for a token. */
interface TokenRequest {
  readonly url: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string | undefined;
  readonly authorities: readonly string[] | undefined;
  readonly noProxy: string;
  readonly signal: AbortSignal;
}

/**
 * Returns a function that gets tokens from an OIDC server by the client credentials grant (RFC
 * 6749, section 4.4). It sends the secret by HTTP Basic authentication, or in the body if the
 * server does not accept that.
 *
 * Requests to this machine, to hosts in `NO_PROXY` and over plain `http:` go directly; others
 * follow the proxy variables of the environment: a proxy only passes the encrypted connection on.
 *
 * @throws {CredentialError} If the address, the secret or the CA file cannot be used. The returned
 * function throws {@link FailedError} if the server rejects the client, and
 * {@link ConnectionLostError} if it cannot be reached or has a problem of its own.
 */
export async function oidcTokens(
  client: OidcClient,
  context: CredentialContext,
): Promise<FetchToken> {
  const { clientId, scope, caFile } = client;
  const url = parseTokenUrl(client.tokenUrl);
  const authorities = caFile === undefined
    ? await systemAuthorities()
    : await readAuthorities(caFile, context);
  const name = `client secret of "${clientId}"`;
  const clientSecret = await readSecret(client.clientSecret, name, context);
  const noProxy = [context.env("NO_PROXY"), context.env("no_proxy")].join(",");
  const request = { url, clientId, clientSecret, scope, authorities, noProxy };
  return () => fetchToken({ ...request, signal: context.signal });
}

/** An address with a login in it is rejected, and not repeated in the error. */
function parseTokenUrl(text: string): URL {
  const url = URL.parse(text);
  const isHttp = url !== null && /^https?:$/.test(url.protocol);
  if (isHttp && url.username === "" && url.password === "") return url;
  throw new CredentialError(
    "invalid-login",
    isHttp || text.includes("@")
      ? "Cannot use the token address of the OIDC server: it contains a login"
      : `Cannot use "${text}" as the token address of the OIDC server`,
    { hint: "Use https://HOST/PATH" },
  );
}

async function fetchToken(request: TokenRequest): Promise<Token> {
  const first = await send(request, "basic");
  if (!isRefusedClient(first)) return readToken(first, request.url);
  const second = await send(request, "post");
  return readToken(second.status === 200 ? second : first, request.url);
}

function isRefusedClient({ status, text }: HttpResponse): boolean {
  return (status === 400 || status === 401) && parseObject(text)["error"] === "invalid_client";
}

async function send(
  { url, clientId, clientSecret, scope, noProxy, ...request }: TokenRequest,
  method: "basic" | "post",
): Promise<HttpResponse> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    ...(scope === undefined ? {} : { scope }),
    ...(method === "post" ? { client_id: clientId, client_secret: clientSecret } : {}),
  });
  const login = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await httpRequest(url, {
      ...request,
      body: body.toString(),
      headers: {
        "accept": "application/json",
        "content-type": "application/x-www-form-urlencoded",
        ...(method === "basic" ? { authorization: `Basic ${btoa(login)}` } : {}),
      },
      isDirect: url.protocol === "http:" || isDirectAddress(url, noProxy),
      maxBytes: maxBodyBytes,
      signal: AbortSignal.any([request.signal, timeout]),
    });
  } catch (cause) {
    request.signal.throwIfAborted();
    if (cause instanceof Deno.errors.NotCapable || cause instanceof WahError) throw cause;
    throw unreachable(url, timeout.aborted ? `no answer within ${timeoutMs} ms` : found(cause), {
      cause,
    });
  }
}

/** RFC 6749, section 2.3.1: both parts are form encoded before they are joined. */
function formEncoded(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}

function unreachable(url: URL, what: string, options: { cause?: unknown } = {}): Error {
  const isCertificate = /certificate|UnknownIssuer|NotValidForName/i.test(what);
  return new ConnectionLostError(url.host, "token", what, {
    ...options,
    who: "the OIDC server",
    isUnsent: true,
    ...(isCertificate && { hint: "Check the CA file of the OIDC server, and its host name" }),
  });
}

/**
 * Returns the reason in an error, without the addresses before it and the advice after it that Deno
 * adds.
 */
function found(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const [text = ""] = (inner instanceof Error ? inner.message : String(inner)).split("\n", 1);
  return text.replace(/^error sending request.*client error \(\w+\): /, "")
    .replace(/^invalid peer certificate: (.+)$/, "its TLS certificate is not accepted ($1)");
}

function readToken({ status, text, location }: HttpResponse, url: URL): Token {
  const where = `${url.origin}${url.pathname}`;
  const answer = parseObject(text);
  if (status >= 200 && status < 300) {
    const { access_token: value, expires_in: seconds } = answer;
    if (typeof value !== "string") {
      throw new FailedError(
        `Cannot get a token from ${where}: the answer contains no access_token`,
      );
    }
    const lifetimeMs = Number(seconds ?? NaN) * 1000;
    return { value, lifetimeMs: Number.isFinite(lifetimeMs) ? lifetimeMs : undefined };
  }
  const words = [answer["error"], answer["error_description"]]
    .filter((word) => typeof word === "string" && word !== "")
    .map((word) => String(word).slice(0, maxDescriptionLength));
  const reason = [`HTTP status ${status}`, words.join(": ")].filter((part) => part !== "");
  if (status >= 500 || status === 429) throw unreachable(url, reason.join(", "));
  if (location !== null) reason.push("it redirects elsewhere");
  throw new FailedError(`Cannot get a token from ${where}: ${reason.join(", ")}`, {
    hint: "Check the token address, the client id, the client secret and the scope",
  });
}

function parseObject(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
  } catch {
    // It is not JSON: the caller reports the status of the response instead.
    return {};
  }
}
