import { FailedError, UsageError } from "../../lib/errors.ts";
import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import { nearestNames } from "../../lib/text/nearest.ts";

/** The topics that a command line means. */
export interface Selection {
  readonly found: readonly TopicMetadata[];
  /** Names given that no topic has. */
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
 * The topics whose whole name matches one of the expressions, sorted by name.
 *
 * `a|b` means exactly "a" or "b". Internal topics are left out unless an expression is their name.
 *
 * @throws {UsageError} When an expression cannot be read.
 */
export function selectByExpression(
  topics: ReadonlyMap<string, TopicMetadata>,
  expressions: readonly string[],
): Selection {
  const patterns = expressions.map(wholeName);
  const found = [...topics.values()]
    .filter(({ name }) => patterns.some((pattern) => pattern.test(name)))
    .filter(({ name, isInternal }) => !isInternal || expressions.includes(name))
    .toSorted((a, b) => a.name < b.name ? -1 : 1);
  return { found, missing: [] };
}

/** "Did you mean ...", or what else to do about a topic that is not there. */
export function missingTopicHint(name: string, topics: ReadonlyMap<string, unknown>): string {
  const near = nearestNames(name, topics.keys()).map((topic) => `"${topic}"`);
  return near.length === 0 ? "No topic has a name like that" : `Did you mean ${near.join(" or ")}`;
}

/** @throws {FailedError} When one of the names is no topic. */
export function requireAll(
  verb: string,
  { missing }: Selection,
  topics: ReadonlyMap<string, unknown>,
): void {
  const [first] = missing;
  if (first === undefined) return;
  throw new FailedError(`Cannot ${verb} topic "${first}": there is no such topic`, {
    hint: missingTopicHint(first, topics),
  });
}

function wholeName(expression: string): RegExp {
  try {
    new RegExp(expression, "u");
    return new RegExp(`^(?:${expression})$`, "u");
  } catch (cause) {
    const found = cause instanceof Error ? cause.message.replace(/^.*: /, "") : String(cause);
    throw new UsageError(`Cannot read "${expression}" as a regular expression: ${found}`, {
      cause,
      hint: 'Any name is ".*", a dot itself is "\\."',
    });
  }
}
