import { CredentialError } from "./credential_error.ts";

/** A token of OAUTHBEARER. */
export interface Token {
  readonly value: string;
  /**
   * How long it is valid; less if it is a JWT that ends earlier. Default: the end of a JWT,
   * otherwise {@link opaqueLifetimeMs}.
   */
  readonly lifetimeMs?: number | undefined;
}

/** Gets a new token. */
export type FetchToken = () => Promise<Token>;

/** Part of a token's lifetime after which the next login gets a new one, as Java clients do. */
const refreshAfter = 0.8;

/**
 * How long a token counts as new if its lifetime is unknown: long enough for the connections that a
 * command opens at its start.
 */
export const opaqueLifetimeMs = 10_000;

/** RFC 6750, section 2.1: a token cannot contain what separates it from the rest of the message. */
const bearerToken = /^[A-Za-z0-9._~+/-]+=*$/;

/**
 * Returns a function that gets tokens: it returns the last one until most of its lifetime is over.
 * Callers at the same time share one request.
 *
 * The returned function throws a {@link CredentialError} if the token has characters that a token
 * cannot have, and whatever `getToken` throws.
 */
export function cachedTokens(
  getToken: FetchToken,
  { now }: { readonly now: () => number },
): () => Promise<string> {
  let cached: { readonly value: string; readonly refreshAtMs: number } | undefined;
  let fetching: Promise<string> | undefined;
  const renew = async (): Promise<string> => {
    const startMs = now();
    const { value, lifetimeMs } = await getToken();
    if (!bearerToken.test(value)) {
      throw new CredentialError(
        "invalid-login",
        "Cannot use the token: it contains characters that are not allowed in a bearer token",
      );
    }
    const known = [lifetimeMs, remainingOf(value, startMs)].filter((ms) => ms !== undefined);
    const remainingMs = known.length === 0 ? opaqueLifetimeMs : Math.min(...known);
    cached = { value, refreshAtMs: startMs + remainingMs * refreshAfter };
    return value;
  };
  return async () => {
    if (cached !== undefined && now() < cached.refreshAtMs) return cached.value;
    fetching ??= renew().finally(() => {
      fetching = undefined;
    });
    return await fetching;
  };
}

/** Milliseconds until the `exp` of a JWT (RFC 7519); undefined if the token is not one. */
function remainingOf(token: string, nowMs: number): number | undefined {
  const [, claims] = token.split(".");
  try {
    const bytes = Uint8Array.fromBase64(claims ?? "", { alphabet: "base64url" });
    const { exp } = JSON.parse(new TextDecoder().decode(bytes)) as { exp?: unknown };
    return typeof exp === "number" ? exp * 1000 - nowMs : undefined;
  } catch {
    // It is not a JWT, so its lifetime is unknown.
    return undefined;
  }
}
