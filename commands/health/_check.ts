import { UnhealthyError, UnreachableError, WahError } from "../../lib/errors.ts";
import { clusterHealth, type Health } from "../../lib/kafka/admin/cluster_health.ts";
import { KafkaClient } from "../../lib/kafka/client.ts";
import type { KafkaConfig } from "../../lib/kafka/config.ts";
import { derivedAdminUrl, parseAdminUrl } from "../../lib/redpanda/admin_url.ts";
import { isListening } from "../../lib/redpanda/is_listening.ts";
import type { OverviewOptions, RedpandaOverview } from "../../lib/redpanda/overview.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { clusterConfig, commandSettings } from "../_shared/settings.ts";

/** The result of a check. */
export interface HealthReport {
  readonly healthy: boolean;
  /** Redpanda's own begin with `redpanda:`. */
  readonly reasons: readonly string[];
  readonly kafka: Health;
  /** Null if this is not Redpanda, or its admin API does not respond. */
  readonly redpanda: RedpandaOverview | null;
}

/** A derived address is a guess, so the wait is short. */
const guessTimeoutMs = 1_000;
/** Limit for each request to a broker: `--watch` checks every two seconds. */
const requestTimeoutMs = 5_000;

/**
 * Checks the cluster once, over new connections, so that earlier checks have no influence.
 *
 * @throws {UsageError} If the settings or the admin API's address are not valid.
 * @throws {UnreachableError} If no broker responds, or no admin API at a given address.
 * @throws {FailedError} If a broker, or the admin API at a given address, rejects a request.
 */
export async function checkHealth(
  adminUrl: string | undefined,
  context: CommandContext,
  signal: AbortSignal,
): Promise<HealthReport> {
  const settings = await commandSettings(context);
  const config = await clusterConfig(context);
  const given = adminUrl ?? settings.get("admin.url");
  const source = adminUrl === undefined ? settings.find("admin.url")?.source : undefined;
  const sasl = settings.loginMayGoTo(source) ? config.sasl : undefined;
  const noProxy = [context.env("NO_PROXY"), context.env("no_proxy")].join(",");
  const urls = given?.split(",").map((part) => parseAdminUrl(part.trim()));
  await using client = await KafkaClient.connect(config, { signal });
  const [kafka, redpanda] = await Promise.all([
    clusterHealth(client, { signal, timeoutMs: requestTimeoutMs }),
    urls === undefined
      ? guessOverview(config, { signal, noProxy })
      : readOverview(urls, sasl, { signal, noProxy }),
  ]);
  const reasons = [
    ...kafka.reasons,
    ...(redpanda?.reasons ?? []).map((reason) => `redpanda: ${reason}`),
  ];
  const healthy = kafka.healthy && (redpanda?.healthy ?? true);
  return { healthy, reasons, kafka, redpanda };
}

/** The error of an unhealthy cluster: its reasons in one line. */
export function unhealthyError({ reasons }: HealthReport): UnhealthyError {
  return new UnhealthyError(`The cluster is unhealthy: ${reasons.join(", ")}`);
}

/** Few clusters have an admin API. */
async function loadOverview(): Promise<typeof import("../../lib/redpanda/overview.ts")> {
  return await import("../../lib/redpanda/overview.ts" as string);
}

/** Tries the addresses in turn until one responds. */
async function readOverview(
  urls: readonly URL[],
  sasl: KafkaConfig["sasl"],
  { signal, noProxy }: Required<Pick<OverviewOptions, "signal" | "noProxy">>,
): Promise<RedpandaOverview> {
  const { fetchOverview } = await loadOverview();
  const login = sasl !== undefined && "password" in sasl ? { login: sasl } : {};
  let failure: unknown;
  for (const url of urls) {
    try {
      return await fetchOverview(url, { signal, noProxy, ...login });
    } catch (error) {
      signal.throwIfAborted();
      failure ??= error;
    }
  }
  throw failure;
}

/** Tries port 9644 of each broker, without the login: another service may listen there. */
async function guessOverview(
  { brokers, tls }: KafkaConfig,
  { signal, noProxy }: Required<Pick<OverviewOptions, "signal" | "noProxy">>,
): Promise<RedpandaOverview | null> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(guessTimeoutMs)]);
  const attempts = brokers.map(async ({ host }) => {
    const url = derivedAdminUrl(host, { tls: tls !== undefined });
    if (!await isListening(url, limited)) throw new UnreachableError(`Nothing listens at ${url}`);
    const { fetchOverview } = await loadOverview();
    return await fetchOverview(url, { signal, noProxy, timeoutMs: guessTimeoutMs });
  });
  try {
    return await Promise.any(attempts);
  } catch (error) {
    signal.throwIfAborted();
    // Without an answer in time, this is not Redpanda. Other errors are bugs.
    const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
    const unexpected = errors.find((one) => !(one instanceof WahError) && one !== limited.reason);
    if (unexpected !== undefined) throw unexpected;
    return null;
  }
}
