import { type ReadOptions, readPartitions } from "../../../lib/kafka/reader/read_partitions.ts";
import type { ReaderNotice } from "../../../lib/kafka/reader/read_target.ts";
import { textOf } from "../../../lib/wire/bytes.ts";
import { partitionCount, scriptedTopic, type TopicScript } from "./scripted_topic.ts";

/** The result of reading the scripted topic: values with their offsets, and short notices. */
export interface Reading {
  readonly rows: string[];
  readonly notices: string[];
}

/** What part of the scripted topic to read. */
export interface ScriptedReadingOptions extends ReadOptions {
  readonly start?: bigint;
  readonly stop?: bigint | null;
  readonly topicId?: string | null;
  /** Stops reading after this many rows. */
  readonly rows?: number;
}

/** Reads the same offsets of all partitions of a scripted topic. */
export async function readScripted(
  script: TopicScript,
  options: ScriptedReadingOptions = {},
): Promise<Reading> {
  const { start = 0n, stop = null, topicId = null, rows: enough = Infinity, ...rest } = options;
  await using scripted = await scriptedTopic(script);
  const [rows, notices]: string[][] = [[], []];
  const targets = Array.from({ length: partitionCount(script) }, (_, partition) => (
    { topic: "t", partition, topicId, start, stop }
  ));
  const onNotice = (notice: ReaderNotice): void => void notices!.push(inShort(notice));
  for await (const chunk of readPartitions(scripted.client, targets, { ...rest, onNotice })) {
    chunk.forEach(({ offset, value }) => void rows!.push(`${offset}${textOf(value!)}`));
    if (rows!.length >= enough) break;
  }
  return { rows: rows!, notices: notices! };
}

function inShort(notice: ReaderNotice): string {
  if (notice.kind === "grown") return `grown ${notice.partitions}`;
  if (notice.kind !== "skipped") return notice.kind;
  return `${notice.reason} ${notice.from}-${notice.to}`;
}

/**
 * Returns a log with batches by offset; a fetch gets the batch that contains its offset, or the
 * next.
 */
export function logOf(
  batches: readonly (readonly [base: bigint, last: bigint, records: Uint8Array])[],
): NonNullable<TopicScript["fetch"]> {
  return ({ offset }) => {
    const found = batches.find(([, last]) => last >= offset);
    return found === undefined ? {} : { records: found[2] };
  };
}
