import type { KafkaClient } from "../../kafka/client.ts";
import { readPartitions } from "../../kafka/reader/read_partitions.ts";
import type { ReaderNotice, ReadTarget } from "../../kafka/reader/read_target.ts";
import type { RawRecord } from "../message/message.ts";
import { copyRecords } from "./copy_records.ts";

/** Options of {@link readRanges}. */
export interface ReadRangesOptions {
  readonly signal: AbortSignal;
  /** Called for each range of records that was skipped. */
  readonly onNotice?: (notice: ReaderNotice) => void;
}

/**
 * Reads the records of offset ranges that have an end, in the order in which they arrive. Skips
 * records that cannot be read. Uses the main connection, so it does not wait for a long poll.
 *
 * @throws What `readPartitions` throws, the signal's reason included.
 */
export async function* readRanges(
  client: KafkaClient,
  targets: readonly ReadTarget[],
  { signal, onNotice }: ReadRangesOptions,
): AsyncGenerator<RawRecord[], void> {
  if (targets.length === 0) return;
  const notices = onNotice === undefined ? {} : { onNotice };
  const options = { signal, onCorrupt: "skip", lane: "main", ...notices } as const;
  for await (const chunk of readPartitions(client, targets, options)) yield copyRecords(chunk);
}
