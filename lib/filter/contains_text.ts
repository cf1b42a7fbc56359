import type { RecordView } from "../wire/batches/record_view.ts";
import { ByteSearch } from "./byte_search.ts";
import type { RecordFilter } from "./record_filter.ts";

/** How far the bytes of a batch have been searched. */
interface Searched {
  /** The first occurrence at or after the records that were tested; Infinity if there is none. */
  next: number;
}

/**
 * A filter for records whose key or value contains `text`.
 *
 * It searches all records of a batch at once, so a record without the text costs one comparison.
 * The records of a batch must be tested in their order; other batches may be tested in between.
 */
export function containsText(text: Uint8Array): RecordFilter {
  if (text.byteLength === 0) return () => true;
  const search = new ByteSearch(text);
  const batches = new WeakMap<Uint8Array, Searched>();
  let bytes: Uint8Array | undefined;
  let searched: Searched = { next: Infinity };
  const find = (from: number): number => {
    const found = search.indexIn(bytes!, from);
    return found < 0 ? Infinity : found;
  };
  return (record) => {
    if (record.bytes !== bytes) {
      bytes = record.bytes;
      searched = batches.get(bytes) ?? { next: find(0) };
      batches.set(bytes, searched);
    }
    const end = endOf(record);
    if (searched.next >= end) return false;
    if (searched.next < record.keyStart) searched.next = find(record.keyStart);
    while (searched.next < end) {
      if (isInside(record, searched.next, text.byteLength)) return true;
      searched.next = find(searched.next + 1);
    }
    return false;
  };
}

function endOf({ valueStart, valueLength }: RecordView): number {
  return valueStart + (valueLength > 0 ? valueLength : 0);
}

/** Whether `length` bytes at `at` are all in the key, or all in the value. */
function isInside(record: RecordView, at: number, length: number): boolean {
  const { keyStart, keyLength, valueStart, valueLength } = record;
  const end = at + length;
  return (at >= keyStart && end <= keyStart + keyLength) ||
    (at >= valueStart && end <= valueStart + valueLength);
}
