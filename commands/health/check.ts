import type { Health } from "../../lib/kafka/admin/cluster_health.ts";
import type { KafkaConfig } from "../../lib/kafka/config.ts";
import type { RedpandaOverview } from "../../lib/redpanda/overview.ts";
import type { CommandContext } from "../_shared/command.ts";

/** What was found, and what to make of it. */
export interface HealthReport {
  readonly healthy: boolean;
  /** Redpanda's own begin with `redpanda:`. */
  readonly reasons: readonly string[];
  readonly kafka: Health;
  /** Null where there is no Redpanda, or its admin API does not answer. */
  readonly redpanda: RedpandaOverview | null;
}

/** A derived address is a guess, so it may not cost much. */
const guessTimeoutMs = 1_000;
/** For each question to a broker: a check that is asked every other second must not hang long. */
const requestTimeoutMs = 5_000;

/**
 * Looks at the cluster once, over connections of its own, so that nothing is left of earlier looks.
 *
 * @throws {UsageError} When the settings or the admin API's address cannot be read.
 * @throws {UnreachableError} When no broker answers, or no admin API at an address that was given.
 * @throws {FailedError} When a broker or an admin API whose address was given refuses to tell.
 */
export async function checkHealth(
  adminUrl: string | undefined,
  context: CommandContext,
  signal: AbortSignal,
): Promise<HealthReport> {
  const { connectionSettings } = await import("../settings.ts");
  const { KafkaClient } = await import("../../lib/kafka/client.ts");
  const { clusterHealth } = await import("../../lib/kafka/admin/cluster_health.ts");
  const { parseAdminUrl } = await import("../../lib/redpanda/admin_url.ts");
  const settings = connectionSettings(context.globals, context);
  const given = adminUrl ?? context.env("WAH_ADMIN_URL") ?? context.env("RPK_ADMIN_HOSTS");
  const urls = given?.split(",").map((part) => parseAdminUrl(part.trim()));
  await using client = await KafkaClient.connect(settings, { signal });
  const [kafka, redpanda] = await Promise.all([
    clusterHealth(client, { signal, timeoutMs: requestTimeoutMs }),
    urls === undefined ? guessOverview(settings, signal) : readOverview(urls, settings, signal),
  ]);
  const reasons = [
    ...kafka.reasons,
    ...(redpanda?.reasons ?? []).map((reason) => `redpanda: ${reason}`),
  ];
  const healthy = kafka.healthy && (redpanda?.healthy ?? true);
  return { healthy, reasons, kafka, redpanda };
}

/** Asks the addresses in turn until one answers. */
async function readOverview(
  urls: readonly URL[],
  { sasl }: KafkaConfig,
  signal: AbortSignal,
): Promise<RedpandaOverview> {
  const { fetchOverview } = await import("../../lib/redpanda/overview.ts");
  const login = sasl !== undefined && "password" in sasl ? { login: sasl } : {};
  let failure: unknown;
  for (const url of urls) {
    try {
      return await fetchOverview(url, { signal, ...login });
    } catch (error) {
      signal.throwIfAborted();
      failure ??= error;
    }
  }
  throw failure;
}

/** Tries the admin port beside each broker; without a login, since nobody said whose port it is. */
async function guessOverview(
  { brokers, tls }: KafkaConfig,
  signal: AbortSignal,
): Promise<RedpandaOverview | null> {
  const { derivedAdminUrl } = await import("../../lib/redpanda/admin_url.ts");
  const { fetchOverview } = await import("../../lib/redpanda/overview.ts");
  const attempts = brokers.map(({ host }) =>
    fetchOverview(derivedAdminUrl(host, { tls: tls !== undefined }), {
      signal,
      timeoutMs: guessTimeoutMs,
    })
  );
  try {
    return await Promise.any(attempts);
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
