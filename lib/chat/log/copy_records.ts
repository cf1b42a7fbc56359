import type { RecordChunk } from "../../kafka/reader/record_chunk.ts";
import type { RawRecord } from "../message/message.ts";

/** Copies the records of a chunk, because the reader reuses the memory of the chunk. */
export function copyRecords(chunk: RecordChunk): RawRecord[] {
  const records: RawRecord[] = [];
  chunk.forEach(({ offset, timestamp, key, value, headers }) => {
    records.push({
      partition: chunk.partition,
      offset,
      timestamp,
      key: key === null ? null : key.slice(),
      value: value === null ? null : value.slice(),
      headers: headers.map((header) => ({ ...header, value: header.value?.slice() ?? null })),
    });
  });
  return records;
}
