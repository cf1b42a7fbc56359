import type { RecordView } from "../wire/batches/record_view.ts";
import type { FilterSource, RecordFilter } from "./record_filter.ts";

/** The records of one partition from one response. */
export interface CountableChunk extends FilterSource {
  /** The number of records; cheaper than visiting them. */
  countRecords(): number;
  /** Calls `visit` for each record until it returns false. */
  forEach(visit: (record: RecordView) => boolean | void): boolean;
}

/** Options of {@link countRecords}. */
export interface CountOptions {
  /** Counts only records that match. Default: all. */
  readonly filter?: RecordFilter | undefined;
  /** Stops at this count. Default: no limit. */
  readonly limit?: number;
  /** Called with the count so far, after each chunk. */
  readonly onCount: (count: number) => void;
}

/** Counts records until the chunks end or the limit is reached, and returns the count. */
export async function countRecords(
  chunks: AsyncIterable<CountableChunk>,
  { filter, limit = Infinity, onCount }: CountOptions,
): Promise<number> {
  let count = 0;
  for await (const chunk of chunks) {
    if (filter === undefined) count = Math.min(count + chunk.countRecords(), limit);
    else {
      chunk.forEach((record) => {
        if (filter(record, chunk)) count++;
        return count < limit;
      });
    }
    onCount(count);
    if (count >= limit) break;
  }
  return count;
}
