import { type ReadOptions, readPartitions } from "../../../lib/kafka/reader/read_partitions.ts";
import type { ReaderNotice } from "../../../lib/kafka/reader/read_target.ts";
import { textOf } from "../../../lib/wire/bytes.ts";
import { partitionCount, scriptedTopic, type TopicScript } from "./scripted_topic.ts";

/** What was read of the scripted topic: values with their offsets, and notices in short. */
export interface Reading {
  readonly rows: string[];
  readonly notices: string[];
}

/** What to read of the scripted topic. */
export interface ScriptedReadingOptions extends ReadOptions {
  readonly start?: bigint;
  readonly stop?: bigint | null;
  readonly topicId?: string | null;
  /** Leaves the reading after so many rows. */
  readonly rows?: number;
}

/** Reads all partitions of a scripted topic, each over the same offsets. */
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

/** Batches of a log by their offsets; a fetch gets the batch that holds its offset, or later. */
export function logOf(
  batches: readonly (readonly [base: bigint, last: bigint, records: Uint8Array])[],
): NonNullable<TopicScript["fetch"]> {
  return ({ offset }) => {
    const found = batches.find(([, last]) => last >= offset);
    return found === undefined ? {} : { records: found[2] };
  };
}
