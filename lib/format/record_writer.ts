import type { RecordView } from "../wire/batches/record_view.ts";
import type { OutputBuffer } from "./output_buffer.ts";

/** The partition of a record, with the bounds of its log. */
export interface RecordSource {
  readonly topic: string;
  readonly partition: number;
  readonly logStartOffset: bigint;
  readonly lastStableOffset: bigint;
  readonly highWatermark: bigint;
}

/** Appends one record to `out`. Must not keep the record, which is valid only during the call. */
export type RecordWriter = (record: RecordView, source: RecordSource, out: OutputBuffer) => void;
