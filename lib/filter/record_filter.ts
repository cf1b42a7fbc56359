import type { RecordView } from "../wire/batches/record_view.ts";

/** The partition of a record. */
export interface FilterSource {
  readonly topic: string;
  readonly partition: number;
}

/** Selects records. */
export interface RecordFilter {
  /** Returns whether a record matches. The record is valid only in the call. */
  matches(record: RecordView, source: FilterSource): boolean;
  /**
   * Returns whether it is certain that no record of a batch matches; `bytes` are those that the
   * records of the batch refer to. Default: that is never certain.
   */
  excludes?(bytes: Uint8Array): boolean;
}

/** A filter that matches if all of `filters` do; the first that does not ends the test. */
export function allOf(filters: readonly RecordFilter[]): RecordFilter {
  const [only] = filters;
  if (filters.length === 1) return only!;
  const excluding = filters.filter(({ excludes }) => excludes !== undefined);
  return {
    matches(record, source): boolean {
      for (let index = 0; index < filters.length; index++) {
        if (!filters[index]!.matches(record, source)) return false;
      }
      return true;
    },
    excludes: (bytes) => excluding.some((filter) => filter.excludes!(bytes)),
  };
}
