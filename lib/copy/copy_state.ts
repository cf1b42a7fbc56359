import { OffsetRanges, type OffsetSpan } from "./offset_ranges.ts";

/** A topic; the ids distinguish it from others of the same name. */
export interface TopicIdentity {
  /** Null if the cluster has no id. */
  readonly cluster: string | null;
  readonly topic: string;
  /** Null if the cluster has no topic ids. */
  readonly topicId: string | null;
}

/** The header whose value names the target of each record. */
export interface HeaderIdentity {
  readonly cluster: string | null;
  readonly header: string;
}

/** How far one partition is copied. */
export interface SavedRange {
  /** The offset to continue at. */
  readonly next: bigint;
  /** Where the copy ends. */
  readonly stop: bigint;
}

/** What a resume file contains. */
export interface CopyState {
  readonly source: TopicIdentity;
  readonly target: TopicIdentity | HeaderIdentity;
  readonly partitions: ReadonlyMap<number, SavedRange>;
  /** Records before `next` that were not copied. */
  readonly failed: OffsetRanges;
}

/** The version of the format; a newer one is refused. */
const version = 1;

/** Why a text is no state; the message is a clause. */
export class StateProblem extends Error {
  override readonly name = "StateProblem";
}

/** Formats a state as JSON. Offsets are texts, because they can be larger than exact numbers. */
export function formatState({ source, target, partitions, failed }: CopyState): string {
  const ranges = [...partitions].toSorted(([a], [b]) => a - b).map((
    [partition, { next, stop }],
  ) => [partition, { next: `${next}`, stop: `${stop}` }]);
  const spans = [...failed.entries()].map(([partition, spans]) => [
    partition,
    spans.map(({ first, last }) => [`${first}`, `${last}`]),
  ]);
  const document = {
    version,
    source: identityJson(source),
    target: "header" in target ? target : identityJson(target),
    partitions: Object.fromEntries(ranges),
    failed: Object.fromEntries(spans),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Parses what {@link formatState} returns.
 *
 * @throws {StateProblem} If the text is anything else, or of a newer version.
 */
export function parseState(text: string): CopyState {
  const document = asObject(parseJson(text));
  if (typeof document.version !== "number") throw notAState();
  if (document.version > version) throw new StateProblem("a newer version of wah wrote it");
  const target = asObject(document.target);
  const failed = new OffsetRanges();
  for (const [partition, spans] of entriesOf(document.failed)) {
    for (const span of asList(spans)) failed.addSpan(partition, spanOf(span));
  }
  return {
    source: identityOf(asObject(document.source)),
    target: "header" in target
      ? { cluster: textOrNull(target.cluster), header: textOf(target.header) }
      : identityOf(target),
    partitions: new Map(
      entriesOf(document.partitions).map(([partition, range]) => {
        const { next, stop } = asObject(range);
        return [partition, { next: offsetOf(next), stop: offsetOf(stop) }];
      }),
    ),
    failed,
  };
}

function identityJson({ cluster, topic, topicId }: TopicIdentity): object {
  return { cluster, topic, topic_id: topicId };
}

function identityOf({ cluster, topic, topic_id }: Record<string, unknown>): TopicIdentity {
  return { cluster: textOrNull(cluster), topic: textOf(topic), topicId: textOrNull(topic_id) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw notAState();
    throw error;
  }
}

function entriesOf(value: unknown): [partition: number, value: unknown][] {
  return Object.entries(asObject(value)).map(([key, inner]) => {
    if (!/^\d{1,10}$/.test(key)) throw notAState();
    return [Number(key), inner];
  });
}

function spanOf(value: unknown): OffsetSpan {
  const [first, last] = asList(value).map(offsetOf);
  if (first === undefined || last === undefined || first > last) throw notAState();
  return { first, last };
}

function offsetOf(value: unknown): bigint {
  if (typeof value !== "string" || !/^\d{1,19}$/.test(value)) throw notAState();
  return BigInt(value);
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw notAState();
  return value as Record<string, unknown>;
}

function asList(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw notAState();
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw notAState();
  return value;
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : textOf(value);
}

function notAState(): StateProblem {
  return new StateProblem("it does not contain the state of a copy");
}
