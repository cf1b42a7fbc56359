import type { Header } from "../wire/batches/record_view.ts";
import { utf8 } from "../wire/bytes.ts";
import type { DecodedRecords } from "./decoded_records.ts";
import { appendJsonText } from "./json_text.ts";
import { OutputBuffer } from "./output_buffer.ts";
import type { RecordSource, RecordWriter } from "./record_writer.ts";

/** The bytes between the values of one record. */
interface Frame {
  readonly open: Uint8Array;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly headers: Uint8Array;
  readonly headerOpen: Uint8Array;
  readonly headerValue: Uint8Array;
  readonly headerClose: Uint8Array;
  readonly headersClose: Uint8Array;
  readonly timestamp: Uint8Array;
  readonly partition: Uint8Array;
  readonly offset: Uint8Array;
  readonly close: Uint8Array;
}

const comma = 0x2c;
const none = utf8("null");

const oneLine: Frame = {
  open: utf8('{"topic":'),
  key: utf8(',"key":'),
  value: utf8(',"value":'),
  headers: utf8(',"headers":'),
  headerOpen: utf8('{"key":'),
  headerValue: utf8(',"value":'),
  headerClose: utf8("}"),
  headersClose: utf8("]"),
  timestamp: utf8(',"timestamp":'),
  partition: utf8(',"partition":'),
  offset: utf8(',"offset":'),
  close: utf8("}\n"),
};

const indented: Frame = {
  open: utf8('{\n  "topic": '),
  key: utf8(',\n  "key": '),
  value: utf8(',\n  "value": '),
  headers: utf8(',\n  "headers": '),
  headerOpen: utf8('\n    {\n      "key": '),
  headerValue: utf8(',\n      "value": '),
  headerClose: utf8("\n    }"),
  headersClose: utf8("\n  ]"),
  timestamp: utf8(',\n  "timestamp": '),
  partition: utf8(',\n  "partition": '),
  offset: utf8(',\n  "offset": '),
  close: utf8("\n}\n"),
};

/** Options of {@link jsonWriter}. */
export interface JsonOptions {
  readonly pretty: boolean;
  /** Appends more fields after `offset`. Default: none. */
  readonly appendMeta?: RecordWriter;
  /** Decodes keys and values. Default: they are text. */
  readonly decoded?: DecodedRecords | undefined;
}

/**
 * Returns a writer of records as JSON objects, each followed by a newline: on one line (`jsonl`),
 * or with `pretty`, indented by two spaces.
 *
 * Every object has these keys, in this order: `topic`, `key`, `value`, `headers` (an array of
 * `{key, value}` with order and duplicates kept), `timestamp` (milliseconds; null if the record has
 * none), `partition`, `offset`. Null is `null`, empty is `""`. A key, value or header value that is
 * not UTF-8 is `{"base64":"..."}`. Numbers are exact, even above 2^53.
 *
 * With `decoded`, keys and values can be any JSON, and the field `decode_error` follows `offset` if
 * one of them could not be decoded: a text that says why.
 */
export function jsonWriter(options: JsonOptions): RecordWriter {
  const frame = options.pretty ? indented : oneLine;
  const { appendMeta, decoded } = options;
  const indent = options.pretty ? 1 : null;
  const failurePrefix = utf8(options.pretty ? ',\n  "decode_error": ' : ',"decode_error":');
  const noHeaders = joined(frame.headers, utf8("[]"), frame.timestamp);
  const known = new Map<string, SourceParts[]>();
  let parts: SourceParts | undefined;
  return (record, source, out) => {
    if (parts?.topic !== source.topic || parts.partition !== source.partition) {
      parts = knownParts(known, source, frame);
    }
    out.bytes(parts.head);
    if (!decoded?.append("key", record, source, { out, indent })) {
      appendNullable(record.bytes, record.keyStart, record.keyLength, out);
    }
    out.bytes(frame.value);
    if (!decoded?.append("value", record, source, { out, indent })) {
      appendNullable(record.bytes, record.valueStart, record.valueLength, out);
    }
    const { headers, timestamp } = record;
    if (headers.length === 0) out.bytes(noHeaders);
    else appendHeaders(headers, frame, out);
    if (timestamp < 0n) out.bytes(none);
    else out.integer(timestamp);
    out.bytes(parts.tail);
    out.integer(record.offset);
    const failure = decoded?.failure(record, source) ?? null;
    if (failure !== null) appendFailure(failure, failurePrefix, out);
    appendMeta?.(record, source, out);
    out.bytes(frame.close);
  };
}

/** The bytes that are the same for all records of a partition. */
interface SourceParts {
  readonly topic: string;
  readonly partition: number;
  /** The bytes before the key. */
  readonly head: Uint8Array;
  /** The bytes between the timestamp and the offset. */
  readonly tail: Uint8Array;
}

function partsOf({ topic, partition }: RecordSource, frame: Frame): SourceParts {
  const bytes = utf8(topic);
  const name = new OutputBuffer(bytes.byteLength + 2);
  appendJsonText(bytes, 0, bytes.byteLength, name);
  return {
    topic,
    partition,
    head: joined(frame.open, name.pending(), frame.key),
    tail: joined(frame.partition, utf8(String(partition)), frame.offset),
  };
}

/** Records that are sorted by time change the partition often, so their bytes are kept. */
function knownParts(
  known: Map<string, SourceParts[]>,
  source: RecordSource,
  frame: Frame,
): SourceParts {
  let partitions = known.get(source.topic);
  if (partitions === undefined) known.set(source.topic, partitions = []);
  return partitions[source.partition] ??= partsOf(source, frame);
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const out = new OutputBuffer(64);
  for (const piece of pieces) out.bytes(piece);
  return out.pending();
}

function appendNullable(bytes: Uint8Array, start: number, length: number, out: OutputBuffer): void {
  if (length < 0) out.bytes(none);
  else appendJsonText(bytes, start, length, out);
}

function appendFailure(reason: string, prefix: Uint8Array, out: OutputBuffer): void {
  const bytes = utf8(reason);
  out.bytes(prefix);
  appendJsonText(bytes, 0, bytes.byteLength, out);
}

function appendHeaders(headers: readonly Header[], frame: Frame, out: OutputBuffer): void {
  out.bytes(frame.headers);
  out.byte(0x5b);
  for (let index = 0; index < headers.length; index++) {
    const { key, value } = headers[index]!;
    if (index > 0) out.byte(comma);
    const keyBytes = utf8(key);
    out.bytes(frame.headerOpen);
    appendJsonText(keyBytes, 0, keyBytes.byteLength, out);
    out.bytes(frame.headerValue);
    if (value === null) out.bytes(none);
    else appendJsonText(value, 0, value.byteLength, out);
    out.bytes(frame.headerClose);
  }
  out.bytes(frame.headersClose);
  out.bytes(frame.timestamp);
}
