import { OutputBuffer } from "../../../lib/format/output_buffer.ts";
import type { RecordBatch } from "../../../lib/wire/batches/record_batch.ts";
import type { RecordView } from "../../../lib/wire/batches/record_view.ts";
import type { RecordSource, RecordWriter } from "../../../lib/format/record_writer.ts";

/** A record for tests, without a batch's bytes around it. */
export interface SampleRecord {
  readonly key?: string | Uint8Array | null;
  readonly value?: string | Uint8Array | null;
  readonly headers?: readonly { readonly key: string; readonly value: Uint8Array | null }[];
  readonly timestamp?: bigint;
  readonly offset?: bigint;
  readonly batch?: Record<string, unknown>;
}

const encoder = new TextEncoder();

/** UTF-8 bytes of `text`. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** A source with the topic `orders`, partition 3, offsets 5, 90 and 100. */
export const source: RecordSource = {
  topic: "orders",
  partition: 3,
  logStartOffset: 5n,
  lastStableOffset: 90n,
  highWatermark: 100n,
};

/** Everything that `write` prints for records like `samples`, as bytes. */
export function printedBytes(write: RecordWriter, ...samples: SampleRecord[]): Uint8Array {
  const out = new OutputBuffer(16);
  for (const sample of samples) write(view(sample), source, out);
  return out.pending().slice();
}

/** Everything that `write` prints for records like `samples`, as text. */
export function printed(write: RecordWriter, ...samples: SampleRecord[]): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
    .decode(printedBytes(write, ...samples));
}

/** The view of a record, its key and value lying inside of other bytes as they do in a batch. */
export function view(sample: SampleRecord): RecordView {
  const key = toBytes(sample.key === undefined ? "k1" : sample.key);
  const value = toBytes(sample.value === undefined ? "v1" : sample.value);
  const around = [0xff, ...key ?? [], 0xfe, ...value ?? [], 0xfd];
  return {
    bytes: Uint8Array.from(around),
    key,
    keyStart: 1,
    keyLength: key?.byteLength ?? -1,
    value,
    valueStart: 2 + (key?.byteLength ?? 0),
    valueLength: value?.byteLength ?? -1,
    headers: sample.headers ?? [],
    timestamp: sample.timestamp ?? 1_700_000_000_123n,
    offset: sample.offset ?? 42n,
    batch: {
      leaderEpoch: 7,
      producerId: 4000n,
      producerEpoch: 2,
      codec: "lz4",
      timestampType: "CreateTime",
      isTransactional: true,
      isControl: false,
      ...sample.batch,
    } as unknown as RecordBatch,
    offsetDelta: 0,
  };
}

function toBytes(data: string | Uint8Array | null): Uint8Array | null {
  return typeof data === "string" ? bytes(data) : data;
}
