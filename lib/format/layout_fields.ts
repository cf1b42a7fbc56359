import { utf8 } from "../wire/bytes.ts";
import { codecs } from "../wire/codecs.ts";
import type { Header, RecordView } from "../wire/batches/record_view.ts";
import type { OutputBuffer } from "./output_buffer.ts";
import type { RecordSource } from "./record_writer.ts";

/** The state of a percent layout that its verbs can read. */
export interface LayoutScope {
  /** The current header inside of `%h{...}`, otherwise undefined. */
  header: Header | undefined;
  /** The last value of the counter `%i`. */
  printed: number;
}

/** Returns a number of a record. */
export type NumberField = (
  record: RecordView,
  source: RecordSource,
  scope: LayoutScope,
) => bigint | number;

/** A text of a record. */
export interface TextField {
  /** Whether newlines and tabs in it are printed as they are. */
  readonly multiline: boolean;
  /** Returns the bytes; null if there are none. */
  read(record: RecordView, source: RecordSource, scope: LayoutScope): Uint8Array | null;
  /** Appends the bytes unchanged without creating a view of them; the fast path. */
  copy?(record: RecordView, out: OutputBuffer): void;
}

/** Printed for a number that a batch does not have, as in the protocol and in rpk. */
const none = -1;

/** The number verbs, with rpk's letters. */
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

/** The text verbs, with rpk's letters. */
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

/** The number verbs that refer to the header inside of `%h{...}`. */
export const headerNumberFields: Readonly<Record<string, NumberField>> = {
  K: (_record, _source, scope) => utf8(scope.header?.key ?? "").byteLength,
  V: (_record, _source, scope) => scope.header?.value?.byteLength ?? 0,
};

/** The text verbs that refer to the header inside of `%h{...}`. */
export const headerTextFields: Readonly<Record<string, TextField>> = {
  k: { multiline: false, read: (_record, _source, scope) => utf8(scope.header?.key ?? "") },
  v: { multiline: false, read: (_record, _source, scope) => scope.header?.value ?? null },
};

/**
 * The batch attributes of `%a{...}`. Those with a text print it unless a number format is given.
 */
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
