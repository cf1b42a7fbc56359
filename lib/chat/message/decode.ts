import { textOf } from "../../wire/bytes.ts";
import { detectFormat } from "./detect_format.ts";
import type { Format } from "./format.ts";
import { readJson } from "./json_format.ts";
import type { ChatRecord, Content, Foreign, RawRecord } from "./message.ts";
import { decodeProtobuf, loadProtobuf } from "./protobuf_format.ts";
import { decodeText } from "./text_format.ts";

/** The size of the excerpt of a value that is not a chat message. */
const excerptBytes = 60;

/**
 * Decodes records, each in its own format. One that is not a chat message becomes `foreign`; no
 * record makes this throw.
 */
export async function decodeRecords(records: readonly RawRecord[]): Promise<ChatRecord[]> {
  if (records.some((record) => detectFormat(record) === "protobuf")) await loadProtobuf();
  return records.map(decodeRecord);
}

/** Decodes one record like {@link decodeRecords}; `loadProtobuf()` must have resolved before. */
export function decodeRecord(record: RawRecord): ChatRecord {
  const { partition, offset, timestamp } = record;
  return { partition, offset, timestamp, ...decodeValue(record) };
}

function decodeValue(record: RawRecord): Pick<ChatRecord, "content" | "style"> {
  const { value } = record;
  if (value === null) return { content: { ...foreign("no value"), isTombstone: true } };
  if (value.byteLength === 0) return { content: foreign("empty value") };
  const format = detectFormat(record);
  const { content, hasUserField } = read(record, format);
  if (typeof content !== "string") return { content, style: { format, hasUserField } };
  const cut = value.byteLength > excerptBytes ? "…" : "";
  return { content: foreign(content, textOf(value.subarray(0, excerptBytes)) + cut) };
}

function read(
  record: RawRecord,
  format: Format,
): { readonly content: Content | string; readonly hasUserField: boolean } {
  if (format === "json") return readJson(record);
  const decode = format === "text" ? decodeText : decodeProtobuf;
  return { content: decode(record), hasUserField: false };
}

function foreign(reason: string, excerpt = ""): Foreign {
  return { kind: "foreign", reason, excerpt };
}
