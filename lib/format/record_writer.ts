import type { RecordView } from "../wire/batches/record_view.ts";
import type { OutputBuffer } from "./output_buffer.ts";

/** What a format may say of the partition that a record was fetched from. */
export interface RecordSource {
  readonly topic: string;
  readonly partition: number;
  readonly logStartOffset: bigint;
  readonly lastStableOffset: bigint;
  readonly highWatermark: bigint;
}

/** Appends one record to `out`; keeps nothing of the view that it is given. */
export type RecordWriter = (record: RecordView, source: RecordSource, out: OutputBuffer) => void;
