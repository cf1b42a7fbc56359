import type { Header } from "../wire/batches/record_view.ts";
import { ByteSearch } from "./byte_search.ts";
import type { RecordFilter } from "./record_filter.ts";

/** A header that a record must have. */
export interface WantedHeader {
  readonly name: string;
  /** The value of at least one header with that name; undefined for any value. */
  readonly value?: Uint8Array;
}

/** A filter for records whose key has exactly these bytes. A null key equals none. */
export function hasKey(key: Uint8Array): RecordFilter {
  const search = new ByteSearch(key);
  return {
    excludes: (bytes) => search.indexIn(bytes, 0) < 0,
    matches({ bytes, keyStart, keyLength }): boolean {
      if (keyLength !== key.byteLength) return false;
      for (let index = 0; index < keyLength; index++) {
        if (bytes[keyStart + index] !== key[index]) return false;
      }
      return true;
    },
  };
}

/** A filter for records that have all of these headers. */
export function hasHeaders(wanted: readonly WantedHeader[]): RecordFilter {
  return {
    matches: ({ headers }) =>
      wanted.every((one) => headers.some((header) => isWanted(header, one))),
  };
}

function isWanted({ key, value }: Header, wanted: WantedHeader): boolean {
  if (key !== wanted.name) return false;
  if (wanted.value === undefined) return true;
  if (value === null || value.byteLength !== wanted.value.byteLength) return false;
  return value.every((byte, index) => byte === wanted.value![index]);
}
