import { utf8 } from "../wire/bytes.ts";
import { codecs } from "../wire/codecs.ts";
import type { Header, RecordView } from "../wire/batches/record_view.ts";
import type { OutputBuffer } from "./output_buffer.ts";
import type { RecordSource } from "./record_writer.ts";

/** What a verb of a percent layout may draw from. */
export interface LayoutScope {
  /** The header that `%h{...}` stands at, undefined outside of one. */
  header: Header | undefined;
  /** How many `%i` were printed. */
  printed: number;
}

/** A number of a record. */
export type NumberField = (
  record: RecordView,
  source: RecordSource,
  scope: LayoutScope,
) => bigint | number;

/** A text of a record. */
export interface TextField {
  /** Whether it may take several lines on a terminal. */
  readonly multiline: boolean;
  /** The bytes, null where there are none. */
  read(record: RecordView, source: RecordSource, scope: LayoutScope): Uint8Array | null;
  /** Appends the bytes as they are without making a view of them: the hot path. */
  copy?(record: RecordView, out: OutputBuffer): void;
}

/** What rpk prints for a number that a batch does not carry, as the protocol has it. */
const none = -1;

/** The number verbs, in rpk's letters. */
export const numberFields: Readonly<Record<string, NumberField>> = {
  T: (_record, source) => utf8(source.topic).byteLength,
  K: (record) => Math.max(record.keyLength, 0),
  V: (record) => Math.max(record.valueLength, 0),
  H: (record) => record.headers.length,
  p: (_record, source) => source.partition,
  o: (record) => record.offset,
  e: (record) => record.batch.leaderEpoch ?? none,
  x: (record) => record.batch.producerId ?? BigInt(none),
  y: (record) => record.batch.producerEpoch ?? none,
  i: (_record, _source, scope) => ++scope.printed,
  "[": (_record, source) => source.logStartOffset,
  "|": (_record, source) => source.lastStableOffset,
  "]": (_record, source) => source.highWatermark,
};

/** The text verbs, in rpk's letters. */
export const textFields: Readonly<Record<string, TextField>> = {
  t: { multiline: false, read: (_record, source) => utf8(source.topic) },
  k: {
    multiline: false,
    read: (record) => record.key,
    copy: (record, out) => out.copy(record.bytes, record.keyStart, Math.max(record.keyLength, 0)),
  },
  v: {
    multiline: true,
    read: (record) => record.value,
    copy: (record, out) =>
      out.copy(record.bytes, record.valueStart, Math.max(record.valueLength, 0)),
  },
};

/** The number verbs that mean the header inside of `%h{...}`. */
export const headerNumberFields: Readonly<Record<string, NumberField>> = {
  K: (_record, _source, scope) => utf8(scope.header?.key ?? "").byteLength,
  V: (_record, _source, scope) => scope.header?.value?.byteLength ?? 0,
};

/** The text verbs that mean the header inside of `%h{...}`. */
export const headerTextFields: Readonly<Record<string, TextField>> = {
  k: { multiline: false, read: (_record, _source, scope) => utf8(scope.header?.key ?? "") },
  v: { multiline: false, read: (_record, _source, scope) => scope.header?.value ?? null },
};

/** The batch attributes of `%a{...}`; the text is for those that print as a name by default. */
export const attributeFields: Readonly<
  Record<string, { readonly number: NumberField; readonly text?: (record: RecordView) => string }>
> = {
  compression: {
    number: (record) => codecs.indexOf(record.batch.codec),
    text: (record) => record.batch.codec,
  },
  "timestamp-type": { number: (record) => record.batch.timestampType === "LogAppendTime" ? 1 : 0 },
  "transactional-bit": { number: (record) => record.batch.isTransactional ? 1 : 0 },
  "control-bit": { number: (record) => record.batch.isControl ? 1 : 0 },
};
