import { encodeBatch, type RecordInput } from "../../../lib/wire/batches/batch_encoder.ts";
import { readBatches } from "../../../lib/wire/batches/read_batches.ts";
import type { EncodedRecordView } from "../../../lib/wire/batches/record_view.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

/** A record to read; text stands for its UTF-8 bytes. */
export interface TestRecord {
  readonly key?: string | null;
  readonly value?: string | Uint8Array | null;
  readonly headers?: readonly (readonly [name: string, value: string | null])[];
  readonly timestamp?: bigint;
}

/** Calls `visit` for each record, as the records of one batch from offset 100 on. */
export function visitRecords(
  records: readonly TestRecord[],
  visit: (record: EncodedRecordView) => void,
): void {
  const inputs = records.map((record): RecordInput => ({
    key: bytesOf(record.key ?? null),
    value: bytesOf(record.value ?? null),
    timestamp: record.timestamp ?? 0n,
    headers: (record.headers ?? []).map(([key, value]) => ({ key, value: bytesOf(value) })),
  }));
  for (const batch of readBatches(encodeBatch(inputs, { baseOffset: 100n }))) batch.forEach(visit);
}

function bytesOf(data: string | Uint8Array | null): Uint8Array | null {
  return typeof data === "string" ? utf8(data) : data;
}
