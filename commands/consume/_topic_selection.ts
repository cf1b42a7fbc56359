import type { NamePattern } from "../../lib/filter/name_pattern.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { selectByExpression, selectMatching } from "../_shared/select_topics.ts";

/** The topics that expressions select. */
export interface TopicSelection {
  /** The names of those that exist, sorted. */
  readonly names: readonly string[];
  /** Selects among the topics of a later time. */
  wantedTopics(topics: ReadonlyMap<string, TopicMetadata>): readonly string[];
}

/**
 * Selects topics whose whole names match.
 *
 * @throws {FailedError} If an expression matches no topic, unless the command waits for new topics.
 */
export async function selectTopics(
  client: KafkaClient,
  patterns: readonly NamePattern[],
  { follows, signal }: { readonly follows: boolean; readonly signal: AbortSignal },
): Promise<TopicSelection> {
  const { topics } = await client.metadata({ topics: "all", signal });
  const wantedTopics = (all: ReadonlyMap<string, TopicMetadata>): string[] =>
    selectByExpression(all, patterns).found.map(({ name }) => name);
  if (!follows) selectMatching(topics, patterns, { verb: "read" });
  return { names: wantedTopics(topics), wantedTopics };
}
