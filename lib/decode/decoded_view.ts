import type { DecodedRecords } from "../format/decoded_records.ts";
import { OutputBuffer } from "../format/output_buffer.ts";
import type { BatchHeader } from "../wire/batches/batch_header.ts";
import type { Header, RecordView } from "../wire/batches/record_view.ts";
import type { DecodeSource, RecordDecoder } from "./record_decoder.ts";
import { appendJsonValue, valueBytes } from "./value_text.ts";

/** Returns what the formats need to print decoded records. */
export function decodedRecords(decoder: RecordDecoder): DecodedRecords {
  const view = new TextView();
  return {
    append(part, record, source, { out, indent }): boolean {
      const decoded = decoder.decode(part, record, source);
      if (decoded === null || !decoded.isDecoded) return false;
      appendJsonValue(decoded.value, out, indent);
      return true;
    },
    failure(record, source): string | null {
      for (const part of ["key", "value"] as const) {
        const decoded = decoder.decode(part, record, source);
        if (decoded !== null && !decoded.isDecoded) return decoded.reason;
      }
      return null;
    },
    asText(record, source): RecordView {
      const key = textOf("key", record, source, decoder);
      const value = textOf("value", record, source, decoder);
      if (key === undefined && value === undefined) return record;
      return view.show(
        record,
        key === undefined ? record.key : key,
        value === undefined ? record.value : value,
      );
    },
  };
}

/** The text of a decoded part; undefined if it stays as it is. */
function textOf(
  part: "key" | "value",
  record: RecordView,
  source: DecodeSource,
  decoder: RecordDecoder,
): Uint8Array | undefined {
  const decoded = decoder.decode(part, record, source);
  return decoded === null || !decoded.isDecoded ? undefined : valueBytes(decoded.value);
}

/** A record with another key and another value. The same object is used for every record. */
class TextView implements RecordView {
  readonly #text = new OutputBuffer(4096);
  #record!: RecordView;
  bytes: Uint8Array = new Uint8Array();
  keyStart = 0;
  keyLength = -1;
  valueStart = 0;
  valueLength = -1;

  show(record: RecordView, key: Uint8Array | null, value: Uint8Array | null): this {
    this.#record = record;
    const text = this.#text;
    text.clear();
    if (key !== null) text.bytes(key);
    this.keyLength = key === null ? -1 : key.byteLength;
    this.valueStart = text.length;
    if (value !== null) text.bytes(value);
    this.valueLength = value === null ? -1 : value.byteLength;
    this.bytes = text.pending();
    return this;
  }

  get key(): Uint8Array | null {
    return this.keyLength < 0 ? null : this.bytes.subarray(0, this.keyLength);
  }

  get value(): Uint8Array | null {
    const { valueStart, valueLength } = this;
    return valueLength < 0 ? null : this.bytes.subarray(valueStart, valueStart + valueLength);
  }

  get batch(): BatchHeader {
    return this.#record.batch;
  }

  get offset(): bigint {
    return this.#record.offset;
  }

  get offsetDelta(): number {
    return this.#record.offsetDelta;
  }

  get timestamp(): bigint {
    return this.#record.timestamp;
  }

  get headers(): readonly Header[] {
    return this.#record.headers;
  }
}
