import type { KafkaClient } from "../kafka/client.ts";
import { ownConfigs } from "../kafka/admin/reset_plan.ts";
import { describeTopics } from "../kafka/admin/describe_topics.ts";
import type { TopicSpec } from "../kafka/admin/create_topics.ts";

/**
 * Returns a topic like `source` for the cluster of `target`: as many partitions, the configs that
 * are set for it, and as many replicas as that cluster has brokers for.
 *
 * @throws {KafkaError} If the client is not authorized to read the configs.
 */
export async function targetSpec(
  { source, topic, target, name, signal }: {
    readonly source: KafkaClient;
    readonly topic: string;
    readonly target: KafkaClient;
    readonly name: string;
    readonly signal: AbortSignal;
  },
): Promise<TopicSpec> {
  const [found] = await describeTopics(source, [topic], { signal });
  const problem = found?.error ?? found?.configsError;
  if (problem) throw problem.during(`read the configs of topic ${JSON.stringify(topic)}`);
  const { nodes } = await target.metadata({ signal });
  const partitions = found?.partitions ?? [];
  const replicas = Math.max(1, ...partitions.map(({ replicas }) => replicas.length));
  return {
    name,
    partitions: partitions.length,
    replicationFactor: Math.min(replicas, Math.max(nodes.length, 1)),
    configs: ownConfigs(found?.configs ?? []),
  };
}
