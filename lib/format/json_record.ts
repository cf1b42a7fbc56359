import type { Header } from "../wire/record_view.ts";
import { utf8 } from "../wire/bytes.ts";
import { appendJsonText } from "./json_text.ts";
import type { OutputBuffer } from "./output_buffer.ts";
import type { RecordSource, RecordWriter } from "./record_writer.ts";

/** What stands between the values of one record. */
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
const noHeaders = utf8("[]");

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

/**
 * Writes records as JSON objects, each ended by a newline: on one line (`jsonl`), or `pretty` with
 * two spaces.
 *
 * Keys, in this order and always present: `topic`, `key`, `value`, `headers` (an array of
 * `{key, value}`, order and duplicates kept), `timestamp` (milliseconds; null where the record has
 * none), `partition`, `offset`. Null is `null`, empty is `""`. A key, value or header value that is
 * not UTF-8 is `{"base64":"..."}`. Numbers are exact, also beyond 2^53.
 */
export function jsonWriter(options: { readonly pretty: boolean }): RecordWriter {
  const frame = options.pretty ? indented : oneLine;
  let topic: string | undefined;
  let topicBytes = new Uint8Array(0);
  return (record, source: RecordSource, out) => {
    if (source.topic !== topic) {
      topic = source.topic;
      topicBytes = utf8(topic);
    }
    out.bytes(frame.open);
    appendJsonText(topicBytes, 0, topicBytes.byteLength, out);
    out.bytes(frame.key);
    appendNullable(record.bytes, record.keyStart, record.keyLength, out);
    out.bytes(frame.value);
    appendNullable(record.bytes, record.valueStart, record.valueLength, out);
    out.bytes(frame.headers);
    appendHeaders(record.headers, frame, out);
    out.bytes(frame.timestamp);
    if (record.timestamp < 0n) out.bytes(none);
    else out.integer(record.timestamp);
    out.bytes(frame.partition);
    out.integer(source.partition);
    out.bytes(frame.offset);
    out.integer(record.offset);
    out.bytes(frame.close);
  };
}

function appendNullable(bytes: Uint8Array, start: number, length: number, out: OutputBuffer): void {
  if (length < 0) out.bytes(none);
  else appendJsonText(bytes, start, length, out);
}

function appendHeaders(headers: readonly Header[], frame: Frame, out: OutputBuffer): void {
  if (headers.length === 0) return out.bytes(noHeaders);
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
}
