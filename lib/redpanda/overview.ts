import { FailedError, UnreachableError } from "../errors.ts";

/** What a Redpanda cluster says of its own health. */
export interface RedpandaOverview {
  readonly healthy: boolean;
  /** Redpanda's own words, such as `nodes_down` or `leaderless_partitions`. */
  readonly reasons: readonly string[];
  /** Null while there is none. */
  readonly controller: number | null;
  readonly nodes: readonly number[];
  readonly nodesDown: readonly number[];
  /** Null where the version does not tell, as for the following ones. */
  readonly nodesInRecoveryMode: readonly number[] | null;
  readonly highDiskUsageNodes: readonly number[] | null;
  readonly leaderless: PartitionList;
  readonly underReplicated: PartitionList;
}

/** Partitions as `namespace/topic/partition`. */
export interface PartitionList {
  /** How many there are; Redpanda names no more than 128 of them. */
  readonly count: number;
  readonly named: readonly string[];
}

/** How to ask for an overview. */
export interface OverviewOptions {
  readonly signal?: AbortSignal;
  /** 10 s when left out. */
  readonly timeoutMs?: number;
  /** Sent as HTTP basic authentication, in clear text over `http:`. */
  readonly login?: { readonly username: string; readonly password: string };
}

const path = "v1/cluster/health_overview";
const defaultTimeoutMs = 10_000;
/** A broker names at most 128 partitions per list; this is far beyond. */
const maxBodyBytes = 4 * 1024 * 1024;

/**
 * Asks the admin API at `base`, such as `http://localhost:9644`, how the cluster is.
 *
 * @throws {UnreachableError} When nothing answers there in time.
 * @throws {FailedError} When what answers is not the admin API of a Redpanda, or refuses.
 * @throws The signal's reason, when it aborts.
 */
export async function fetchOverview(
  base: URL,
  { signal, timeoutMs = defaultTimeoutMs, login }: OverviewOptions = {},
): Promise<RedpandaOverview> {
  const url = new URL(path, base.href.endsWith("/") ? base : `${base.href}/`);
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  const text = await ask(url, either, login).catch((error) => {
    signal?.throwIfAborted();
    if (error instanceof FailedError) throw error;
    throw new UnreachableError(
      `Cannot reach the Redpanda admin API at ${base.origin}: ${
        timeout.aborted ? `no answer within ${timeoutMs} ms` : sentenceOf(error)
      }`,
      { cause: error },
    );
  });
  return readOverview(text, url);
}

async function ask(
  url: URL,
  signal: AbortSignal,
  login: OverviewOptions["login"],
): Promise<string> {
  const headers = new Headers({ accept: "application/json" });
  if (login !== undefined) {
    const bytes = new TextEncoder().encode(`${login.username}:${login.password}`);
    headers.set("authorization", `Basic ${bytes.toBase64()}`);
  }
  const response = await fetch(url, { headers, signal });
  const text = await readBody(response, url);
  if (response.ok) return text;
  throw new FailedError(`Cannot read ${url}: HTTP status ${response.status}`, {
    ...(response.status === 401 || response.status === 403
      ? { hint: "Set WAH_SASL_USER and WAH_SASL_PASSWORD" }
      : {}),
  });
}

async function readBody(response: Response, url: URL): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBodyBytes) {
      throw new FailedError(`Cannot read ${url}: the answer is longer than ${maxBodyBytes} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** What went wrong, without the ports and addresses that differ from one request to the next. */
function sentenceOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = inner instanceof Error ? inner.message : String(inner);
  return text.replace(/^error sending request.*client error \(\w+\): /, "");
}

function readOverview(text: string, url: URL): RedpandaOverview {
  const body = parseObject(text);
  if (body === null || typeof body["is_healthy"] !== "boolean") {
    throw new FailedError(`Cannot read ${url}: the answer is not Redpanda's health overview`);
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
  } catch {
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
