import { FailedError, UnreachableError } from "../errors.ts";
import { isDirectAddress } from "../http/direct_address.ts";
import { httpRequest, type HttpResponse } from "../http/http_request.ts";

/** The health overview of a Redpanda cluster. */
export interface RedpandaOverview {
  readonly healthy: boolean;
  /** Redpanda's own names, for example `nodes_down` or `leaderless_partitions`. */
  readonly reasons: readonly string[];
  /** Null while no controller is elected. */
  readonly controller: number | null;
  readonly nodes: readonly number[];
  readonly nodesDown: readonly number[];
  /** Null if this version of Redpanda does not report it; the same holds for the next field. */
  readonly nodesInRecoveryMode: readonly number[] | null;
  readonly highDiskUsageNodes: readonly number[] | null;
  readonly leaderless: PartitionList;
  readonly underReplicated: PartitionList;
}

/** Partitions as `namespace/topic/partition`. */
export interface PartitionList {
  /** Their number; Redpanda lists at most 128 of them. */
  readonly count: number;
  readonly named: readonly string[];
}

/** Options of {@link fetchOverview}. */
export interface OverviewOptions {
  readonly signal?: AbortSignal;
  /** Default: 10 s. */
  readonly timeoutMs?: number;
  /**
   * Sent as HTTP basic authentication, to the origin of the given address only. Over plain `http:`
   * it is sent in clear text, on a direct connection and never to a proxy. Over `https:` a proxy
   * only passes the encrypted connection on.
   */
  readonly login?: { readonly username: string; readonly password: string };
  /** Hosts to connect to without a proxy, like `NO_PROXY`. */
  readonly noProxy?: string | undefined;
}

const path = "v1/cluster/health_overview";
const defaultTimeoutMs = 10_000;
/** Maximum size of the response: a broker lists at most 128 partitions, which is far below. */
const maxBodyBytes = 4 * 1024 * 1024;
/** A broker may redirect the request to the controller; more redirects are a loop. */
const maxRedirects = 5;

/**
 * Requests the health overview from the admin API at `base`, for example `http://localhost:9644`.
 *
 * Connects directly to this machine and to hosts in `noProxy`. For others, Deno uses the proxy
 * variables of the environment.
 *
 * @throws {UnreachableError} If no server answers there in time.
 * @throws {FailedError} If the server is not a Redpanda admin API, or rejects the request.
 * @throws The signal's reason, when it aborts.
 */
export async function fetchOverview(
  base: URL,
  { signal, timeoutMs = defaultTimeoutMs, ...options }: OverviewOptions = {},
): Promise<RedpandaOverview> {
  const url = new URL(path, base.href.endsWith("/") ? base : `${base.href}/`);
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  const text = await request(url, either, options).catch((error) => {
    signal?.throwIfAborted();
    if (error instanceof FailedError) throw error;
    const found = timeout.aborted ? `no response within ${timeoutMs} ms` : sentenceOf(error);
    const isBare = options.login !== undefined && base.protocol === "http:";
    throw new UnreachableError(`Cannot reach the Redpanda admin API at ${base.origin}: ${found}`, {
      cause: error,
      ...(isBare && !isDirectAddress(base, options.noProxy) && { hint: directHint }),
    });
  });
  return readOverview(text, url);
}

const directHint = "wah sends a login over plain HTTP directly, never through a proxy; use https";

/**
 * Follows redirects itself: for each hop it decides again whether to connect directly and whether
 * to send the login.
 */
async function request(
  first: URL,
  signal: AbortSignal,
  { login, noProxy }: Pick<OverviewOptions, "login" | "noProxy">,
): Promise<string> {
  let url = first;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const authorization = url.origin === first.origin && login !== undefined
      ? { authorization: basicAuthentication(login) }
      : {};
    const isBare = url.protocol === "http:" && "authorization" in authorization;
    const response = await httpRequest(url, {
      headers: { accept: "application/json", ...authorization },
      isDirect: isBare || isDirectAddress(url, noProxy),
      maxBytes: maxBodyBytes,
      signal,
    });
    if (!redirectStatuses.has(response.status) || response.location === null) {
      return bodyOf(response, url);
    }
    url = nextAddress(response.location, url);
  }
  throw new FailedError(`Cannot read ${first}: more than ${maxRedirects} redirects`);
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function nextAddress(location: string, from: URL): URL {
  const url = URL.parse(location, from);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new FailedError(`Cannot read ${from}: it redirects to "${location}"`);
}

function bodyOf({ status, text }: HttpResponse, url: URL): string {
  if (status >= 200 && status < 300) {
    if (text !== null) return text;
    throw new FailedError(`Cannot read ${url}: the response is longer than ${maxBodyBytes} bytes`);
  }
  const hint = hintFor(status);
  throw new FailedError(
    `Cannot read ${url}: HTTP status ${status}`,
    hint === undefined ? {} : { hint },
  );
}

function hintFor(status: number): string | undefined {
  if (status === 401 || status === 403) return "Set WAH_SASL_USER and WAH_SASL_PASSWORD";
  const isFromGateway = status === 407 || (status >= 502 && status <= 504);
  return isFromGateway ? "If a proxy returned this, add the host to NO_PROXY" : undefined;
}

function basicAuthentication({ username, password }: Required<OverviewOptions>["login"]): string {
  return `Basic ${new TextEncoder().encode(`${username}:${password}`).toBase64()}`;
}

/** The message of an error, without ports and addresses that differ between requests. */
function sentenceOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = inner instanceof Error ? inner.message : String(inner);
  return text.replace(/^error sending request.*client error \(\w+\): /, "");
}

function readOverview(text: string, url: URL): RedpandaOverview {
  const body = parseObject(text);
  if (body === null || typeof body["is_healthy"] !== "boolean") {
    throw new FailedError(`Cannot read ${url}: the response is not Redpanda's health overview`);
  }
  const controller = body["controller_id"];
  return {
    healthy: body["is_healthy"],
    reasons: strings(body["unhealthy_reasons"]) ?? [],
    controller: typeof controller === "number" && controller >= 0 ? controller : null,
    nodes: numbers(body["all_nodes"]) ?? [],
    nodesDown: numbers(body["nodes_down"]) ?? [],
    nodesInRecoveryMode: numbers(body["nodes_in_recovery_mode"]),
    highDiskUsageNodes: numbers(body["high_disk_usage_nodes"]),
    leaderless: partitions(body["leaderless_partitions"], body["leaderless_count"]),
    underReplicated: partitions(
      body["under_replicated_partitions"],
      body["under_replicated_count"],
    ),
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

function strings(value: unknown): string[] | null {
  return Array.isArray(value) ? value.map(String).toSorted() : null;
}

function numbers(value: unknown): number[] | null {
  return Array.isArray(value) ? value.map(Number).toSorted((a, b) => a - b) : null;
}

function partitions(value: unknown, count: unknown): PartitionList {
  const named = strings(value) ?? [];
  return { count: typeof count === "number" ? count : named.length, named };
}
