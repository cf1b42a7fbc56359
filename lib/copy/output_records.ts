import type { FilterSource } from "../filter/record_filter.ts";
import type { ProducerRecord } from "../kafka/producer/producer_options.ts";
import type { EncodedRecordView } from "../wire/batches/record_view.ts";
import { ByteArena } from "./byte_arena.ts";
import type { Destination } from "./destination.ts";
import type { Transform } from "./transform.ts";

/** How records are made from others. */
export interface OutputOptions {
  readonly destination: Destination;
  /** Null to copy records as they are. */
  readonly transform: Transform | null;
}

/** Makes records to write from records that were read. */
export class OutputRecords {
  readonly #options: OutputOptions;
  readonly #arena = new ByteArena();

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  /**
   * Returns the record to write. Its bytes are copies, so it stays valid. Headers that are not
   * replaced keep their bytes, even if their names are not UTF-8.
   *
   * @throws {RecordFailure} If the record cannot be transformed, or has no target.
   */
  make(record: EncodedRecordView, source: FilterSource): ProducerRecord {
    const { destination, transform } = this.#options;
    const change = transform?.(record, source);
    const { keyStart, keyLength, valueStart, valueLength, end, timestamp } = record;
    const bytes = this.#arena.copy(record.bytes, keyStart, end);
    const valueAt = valueStart - keyStart;
    const headersAt = valueAt + Math.max(valueLength, 0);
    const key = keyLength < 0 ? null : bytes.subarray(0, keyLength);
    const { topic, partition } = destination.place(
      change === undefined ? record : { key: record.key, headers: record.headers, ...change },
      source,
    );
    const value = valueLength < 0 ? null : bytes.subarray(valueAt, headersAt);
    const output: { -readonly [Name in keyof ProducerRecord]: ProducerRecord[Name] } = {
      topic,
      key: change?.key === undefined ? key : change.key,
      value: change?.value === undefined ? value : change.value,
      timestamp,
    };
    // Assignments are faster than spreading objects, and this runs for each record.
    if (partition !== undefined) output.partition = partition;
    if (change?.headers === undefined) output.headerBytes = bytes.subarray(headersAt);
    else output.headers = change.headers;
    return output;
  }
}
