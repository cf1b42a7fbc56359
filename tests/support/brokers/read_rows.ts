import type { KafkaClient } from "../../../lib/kafka/client.ts";
import { parseOffsetRange } from "../../../lib/kafka/offsets/offset_range.ts";
import { type ReadOptions, readPartitions } from "../../../lib/kafka/reader/read_partitions.ts";
import type { ReadTarget } from "../../../lib/kafka/reader/read_target.ts";
import { resolveRange } from "../../../lib/kafka/offsets/resolve_range.ts";
import { textOf } from "../../../lib/wire/bytes.ts";
import type { RecordView } from "../../../lib/wire/batches/record_view.ts";

/** A range to read. */
export interface ReadingOptions extends ReadOptions {
  /** An expression for `-o`. Default: `:end`. */
  readonly range?: string;
  readonly partitions?: readonly number[];
}

/** Reads a range to its end; returns "partition:offset value" for each record, by partition. */
export async function readRows(
  client: KafkaClient,
  topic: string,
  options: ReadingOptions = {},
): Promise<string[]> {
  const { range = ":end", partitions, ...rest } = options;
  const targets = await resolveRange(client, {
    topics: [topic],
    range: parseOffsetRange(range, { now: Date.now() }),
    ...(partitions && { partitions }),
    ...(rest.isolation && { isolation: rest.isolation }),
    ...(rest.onNotice && { onNotice: rest.onNotice }),
  });
  return await readTargets(client, targets, rest);
}

/** Reads targets to their end, like {@link readRows}. */
export async function readTargets(
  client: KafkaClient,
  targets: readonly ReadTarget[],
  options: ReadOptions = {},
): Promise<string[]> {
  const rows = new Map<number, string[]>();
  for await (const chunk of readPartitions(client, targets, options)) {
    const { partition } = chunk;
    const own = rows.get(partition) ?? [];
    rows.set(partition, own);
    chunk.forEach((record) => void own.push(rowOf(partition, record)));
  }
  return [...rows].sort(([a], [b]) => a - b).flatMap(([, own]) => own);
}

/** Formats a record as one line. */
export function rowOf(partition: number, record: RecordView): string {
  return `${partition}:${record.offset} ${record.value === null ? "null" : textOf(record.value)}`;
}
