import { ownTopics } from "../../lib/chat/own_topics.ts";
import { FailedError } from "../../lib/errors.ts";
import type { NamePattern } from "../../lib/filter/name_pattern.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import type { TopicMetadata } from "../../lib/kafka/metadata.ts";

/** The topics that a command line names. */
export interface Selection {
  readonly found: readonly TopicMetadata[];
  /** Names that no topic has, or expressions that match none. */
  readonly missing: readonly string[];
}

/** The topics with these names, each once, in the order given. */
export function selectByName(
  topics: ReadonlyMap<string, TopicMetadata>,
  names: readonly string[],
): Selection {
  const unique = [...new Set(names)];
  return {
    found: unique.flatMap((name) => topics.get(name) ?? []),
    missing: unique.filter((name) => !topics.has(name)),
  };
}

/**
 * The topics whose whole name matches one of the expressions, sorted by name; missing are the
 * expressions that match none.
 *
 * `a|b` means exactly "a" or "b". Internal topics and those of chats are omitted, unless `internal`
 * is true or an expression is their exact name.
 */
export function selectByExpression(
  topics: ReadonlyMap<string, TopicMetadata>,
  patterns: readonly NamePattern[],
  { internal = false }: { readonly internal?: boolean } = {},
): Selection {
  const found = new Map<string, TopicMetadata>();
  const missing: string[] = [];
  for (const { text, matches } of patterns) {
    const matching = [...topics.values()].filter(({ name, isInternal }) =>
      (internal || text === name || !(isInternal || ownTopics.has(name))) && matches(name)
    );
    if (matching.length === 0) missing.push(text);
    for (const topic of matching) found.set(topic.name, topic);
  }
  return { found: [...found.values()].toSorted((a, b) => a.name < b.name ? -1 : 1), missing };
}

/**
 * As {@link selectByExpression}, but each expression must match something.
 *
 * @throws {FailedError} If one matches nothing; `verb` completes the message.
 */
export function selectMatching(
  topics: ReadonlyMap<string, TopicMetadata>,
  patterns: readonly NamePattern[],
  { verb, ...options }: { readonly verb: string; readonly internal?: boolean },
): Selection {
  const selection = selectByExpression(topics, patterns, options);
  if (selection.missing.length === 0) return selection;
  const list = selection.missing.map((expression) => `"${expression}"`).join(", ");
  throw new FailedError(`Cannot ${verb} topics matching ${list}: no topic matches`, {
    hint: "Quote expressions for the shell; each must match a whole name; internal topics need " +
      "their exact name",
  });
}

/**
 * The names in `missing` that may exist but that the client is not authorized to see, with the
 * broker's error. A list of all topics omits them silently.
 */
export async function hiddenTopics(
  client: KafkaClient,
  { missing }: Selection,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, KafkaError>> {
  const hidden = new Map<string, KafkaError>();
  if (missing.length === 0) return hidden;
  const { topics } = await client.metadata({ topics: missing, signal });
  for (const { name, error } of topics.values()) {
    if (error?.codeName === "TOPIC_AUTHORIZATION_FAILED") hidden.set(name, error);
  }
  return hidden;
}

/** The error of a command whose names belong to no topic; null if there are none. */
export async function missingError(
  verb: string,
  [first, ...others]: readonly string[],
  existing: Iterable<string>,
): Promise<FailedError | null> {
  if (first === undefined) return null;
  const { missingTopicHint } =
    await (import("../../lib/kafka/missing_topic_hint.ts" as string) as Promise<
      typeof import("../../lib/kafka/missing_topic_hint.ts")
    >);
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return new FailedError(`Cannot ${verb} topic "${first}"${more}: there is no such topic`, {
    hint: missingTopicHint(first, existing),
  });
}

/** The error of the names that no visible topic has; null if there are none. */
export async function missingFailure(
  client: KafkaClient,
  selection: Selection,
  { verb, topics, signal }: {
    readonly verb: string;
    readonly topics: ReadonlyMap<string, TopicMetadata>;
    readonly signal: AbortSignal;
  },
): Promise<FailedError | null> {
  const [hidden] = await hiddenTopics(client, selection, signal);
  if (hidden !== undefined) return hidden[1].during(`${verb} topic "${hidden[0]}"`);
  return await missingError(verb, selection.missing, topics.keys());
}

/**
 * Parses expressions for {@link selectByExpression}.
 *
 * @throws {UsageError} If one of them is invalid.
 */
export async function namePatterns(expressions: readonly string[]): Promise<NamePattern[]> {
  const { parseNamePatterns } =
    await (import("../../lib/filter/name_pattern.ts" as string) as Promise<
      typeof import("../../lib/filter/name_pattern.ts")
    >);
  return await parseNamePatterns(expressions);
}
