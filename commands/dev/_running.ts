import { type BrokerState, reachableHost } from "../../lib/broker/background/broker_state.ts";
import { FailedError } from "../../lib/errors.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import type { DevOptions, NamedTopic } from "../_shared/broker/dev_options.ts";

/** @throws {FailedError} If the requested address is not the one that the broker listens on. */
export function requireSameAddress(
  { listen }: DevOptions,
  state: BrokerState,
  directory: string,
): void {
  if (listen === undefined) return;
  const isSamePort = listen.port === 0 || listen.port === state.port;
  const host = reachableHost(listen.host);
  // With "every address" other machines should reach it too, so a loopback address is not enough.
  if (isSamePort && (host === listen.host || host === state.host)) return;
  throw new FailedError(
    `Cannot start a broker on ${formatAddress(listen)}: process ${state.pid} has locked the data ` +
      `in "${directory}" and listens on ${formatAddress(state)}`,
    { hint: "Stop that broker with wah dev stop, or give another directory with --data" },
  );
}

/** Returns the given flags that have no effect on a broker that is already running. */
export function flagsTooLate({ set, strict, sync, advertise }: DevOptions): string[] {
  const given = { "--set": set, "--strict": strict, "--sync": sync, "--advertise": advertise };
  return Object.entries(given).flatMap(([flag, value]) => value === undefined ? [] : [flag]);
}

/**
 * Creates the topics of `--topic` that are missing on a running broker.
 *
 * @throws {KafkaError} If the broker rejects one.
 * @throws {UnreachableError} If the broker does not answer.
 */
export async function createMissing(
  topics: readonly NamedTopic[],
  { host, port }: BrokerState,
  signal: AbortSignal,
): Promise<void> {
  if (topics.length === 0) return;
  const { KafkaClient } = await (import("../../lib/kafka/client.ts" as string) as Promise<
    typeof import("../../lib/kafka/client.ts")
  >);
  const { createTopics } =
    await (import("../../lib/kafka/admin/create_topics.ts" as string) as Promise<
      typeof import("../../lib/kafka/admin/create_topics.ts")
    >);
  await using client = await KafkaClient.connect({ brokers: [{ host, port }] }, { signal });
  // Like at the start of a broker, the first of two topics of one name counts.
  const byName = new Map(topics.toReversed().map((topic) => [topic.name, topic]));
  const specs = [...byName.values()].map(({ name, partitionCount }) => (
    { name, ...(partitionCount === undefined ? {} : { partitions: partitionCount }) }
  ));
  for (const { name, error } of await createTopics(client, specs, { signal })) {
    if (error === null || error.codeName === "TOPIC_ALREADY_EXISTS") continue;
    throw error.during(`create the topic "${name}"`);
  }
}
