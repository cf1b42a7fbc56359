import type { RecordView } from "../wire/batches/record_view.ts";

/** The partition of a record. */
export interface FilterSource {
  readonly topic: string;
  readonly partition: number;
}

/** Returns whether a record matches. Must not keep the record, which is valid only in the call. */
export type RecordFilter = (record: RecordView, source: FilterSource) => boolean;

/** A filter that matches if all of `filters` do; the first that does not ends the test. */
export function allOf(filters: readonly RecordFilter[]): RecordFilter {
  const [only] = filters;
  if (filters.length === 1) return only!;
  return (record, source) => {
    for (let index = 0; index < filters.length; index++) {
      if (!filters[index]!(record, source)) return false;
    }
    return true;
  };
}
