import type { RecordView } from "../wire/batches/record_view.ts";
import type { OutputBuffer } from "./output_buffer.ts";

/** The partition of a record. */
export interface DecodedSource {
  readonly topic: string;
  readonly partition: number;
}

/** Decodes records for the formats. What it returns is valid until the next record. */
export interface DecodedRecords {
  /**
   * Appends the decoded key or value of a record as JSON.
   *
   * @param indent How deep it is indented, for several lines; null for one line.
   * @returns False if it is not decoded; nothing is appended then.
   */
  append(
    part: "key" | "value",
    record: RecordView,
    source: DecodedSource,
    target: { readonly out: OutputBuffer; readonly indent: number | null },
  ): boolean;
  /** Returns why a record could not be decoded, as a clause; null if it could. */
  failure(record: RecordView, source: DecodedSource): string | null;
  /** Returns a record with the decoded key and value as text instead of the bytes. */
  asText(record: RecordView, source: DecodedSource): RecordView;
}
