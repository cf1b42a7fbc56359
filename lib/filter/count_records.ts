import type { RecordView } from "../wire/batches/record_view.ts";
import type { FilterSource, RecordFilter } from "./record_filter.ts";

/** The records of one partition from one response. */
export interface CountableChunk extends FilterSource {
  /** The number of records; cheaper than visiting them. */
  countRecords(): number;
  readonly batchCount: number;
  /** Calls `visit` for the records of one batch until it returns false; returns false then. */
  visitBatch(index: number, visit: (record: RecordView) => boolean | void): boolean;
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
      for (let index = 0; index < chunk.batchCount && count < limit; index++) {
        let isFirst = true;
        chunk.visitBatch(index, (record) => {
          if (isFirst && filter.excludes?.(record.bytes)) return false;
          isFirst = false;
          if (filter.matches(record, chunk)) count++;
          return count < limit;
        });
      }
    }
    onCount(count);
    if (count >= limit) break;
  }
  return count;
}
