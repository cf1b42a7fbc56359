import type { FilterSource, RecordFilter } from "../../../lib/filter/record_filter.ts";
import { encodeBatch, type RecordInput } from "../../../lib/wire/batches/batch_encoder.ts";
import { readBatches } from "../../../lib/wire/batches/read_batches.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

/** A record; text stands for its UTF-8 bytes. */
export interface TestRecord {
  readonly key?: string | Uint8Array | null;
  readonly value?: string | Uint8Array | null;
  readonly headers?: readonly (readonly [name: string, value: string | null])[];
  readonly timestamp?: bigint;
}

export const source: FilterSource = { topic: "orders", partition: 3 };

/** One batch of these records. */
export function batchOf(records: readonly TestRecord[]): Uint8Array {
  return encodeBatch(records.map((record): RecordInput => ({
    key: bytesOf(record.key ?? null),
    value: bytesOf(record.value ?? null),
    timestamp: record.timestamp ?? 0n,
    headers: (record.headers ?? []).map(([key, value]) => ({ key, value: bytesOf(value) })),
  })));
}

/** Whether each record matches, tested in order as the records of one batch. */
export function matchesOf(filter: RecordFilter, records: readonly TestRecord[]): boolean[] {
  const found: boolean[] = [];
  for (const batch of readBatches(batchOf(records))) {
    batch.forEach((record) => void found.push(filter.matches(record, source)));
  }
  return found;
}

function bytesOf(data: string | Uint8Array | null): Uint8Array | null {
  return typeof data === "string" ? utf8(data) : data;
}
