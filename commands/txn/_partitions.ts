import type { TopicPartition } from "../../lib/kafka/admin/per_leader.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { missingTopicHint } from "../../lib/kafka/missing_topic_hint.ts";
import { isChosen, type PartitionChoice } from "../_shared/partition_choice.ts";

/**
 * The partitions that are chosen, each once; without any choice, those of all topics. A partition
 * that does not exist is included, so that it gets an error.
 *
 * @param action For errors, for example `list transactions`.
 * @throws {KafkaError} If a topic does not exist.
 */
export async function chosenPartitions(
  client: KafkaClient,
  choices: readonly PartitionChoice[],
  action: string,
  signal: AbortSignal,
): Promise<TopicPartition[]> {
  const names = [...new Set(choices.map(({ topic }) => topic))];
  const wanted = names.length === 0 ? "all" : names;
  const { topics } = await client.metadata({ topics: wanted, signal });
  const refused = [...topics.values()].find(({ error }) => error !== null);
  if (refused !== undefined && wanted !== "all") {
    const { topics: all } = await client.metadata({ topics: "all", signal });
    const isMissing = refused.error!.codeName === "UNKNOWN_TOPIC_OR_PARTITION";
    const hint = isMissing ? missingTopicHint(refused.name, all.keys()) : refused.error!.hint;
    throw refused.error!.during(`${action} in topic "${refused.name}"`, hint);
  }
  const existing = [...topics.values()].flatMap(({ name: topic, partitions }) =>
    partitions.map(({ partition }) => ({ topic, partition }))
  );
  const named = choices.flatMap(({ topic, partitions = [] }) =>
    partitions.map((partition) => ({ topic, partition }))
  );
  const chosen = [...named, ...existing.filter((partition) => isChosen(partition, choices))];
  return [...new Map(chosen.map((one) => [`${one.topic}/${one.partition}`, one])).values()];
}
