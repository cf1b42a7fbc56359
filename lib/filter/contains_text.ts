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
  if (text.byteLength === 0) return { matches: () => true };
  const search = new BatchSearch(text);
  return {
    matches: (record) => search.isIn(record),
    excludes: (bytes) => search.isAbsent(bytes),
  };
}

/** A filter for records whose key or value contains at least one of `texts`. */
export function containsAny(texts: readonly Uint8Array[]): RecordFilter {
  const [only] = texts;
  if (texts.length === 1) return containsText(only!);
  const filters = texts.map(containsText);
  return {
    matches: (record, source) => filters.some((filter) => filter.matches(record, source)),
    excludes: (bytes) => filters.every((filter) => filter.excludes?.(bytes)),
  };
}

/** A search for a text of at least one byte in the records of batches. */
class BatchSearch {
  readonly #length: number;
  readonly #search: ByteSearch;
  readonly #batches = new WeakMap<Uint8Array, Searched>();
  #bytes: Uint8Array | undefined;
  #searched: Searched = { next: Infinity };

  constructor(text: Uint8Array) {
    this.#length = text.byteLength;
    this.#search = new ByteSearch(text);
  }

  /** Whether the text is nowhere in `bytes`. */
  isAbsent(bytes: Uint8Array): boolean {
    this.#choose(bytes);
    return this.#searched.next === Infinity;
  }

  isIn(record: RecordView): boolean {
    if (record.bytes !== this.#bytes) this.#choose(record.bytes);
    const searched = this.#searched;
    const end = endOf(record);
    if (searched.next >= end) return false;
    if (searched.next < record.keyStart) searched.next = this.#find(record.keyStart);
    while (searched.next < end) {
      if (isInside(record, searched.next, this.#length)) return true;
      searched.next = this.#find(searched.next + 1);
    }
    return false;
  }

  #choose(bytes: Uint8Array): void {
    this.#bytes = bytes;
    const known = this.#batches.get(bytes);
    if (known !== undefined) this.#searched = known;
    else this.#batches.set(bytes, this.#searched = { next: this.#find(0) });
  }

  #find(from: number): number {
    const found = this.#search.indexIn(this.#bytes!, from);
    return found < 0 ? Infinity : found;
  }
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
