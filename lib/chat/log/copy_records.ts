import type { RecordChunk } from "../../kafka/reader/record_chunk.ts";
import type { RawRecord } from "../message/message.ts";

/** The records of a chunk, in memory of their own. */
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
