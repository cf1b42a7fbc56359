import { textOf } from "../wire/bytes.ts";
import { detectFormat } from "./format.ts";
import { decodeJson } from "./json_format.ts";
import type { ChatRecord, Content, RawRecord } from "./message.ts";
import { decodeProtobuf, loadProtobuf } from "./protobuf_format.ts";
import { decodeText } from "./text_format.ts";

const decoders = { text: decodeText, json: decodeJson, protobuf: decodeProtobuf };

/** How much of a value that is no chat message is kept to show. */
const excerptBytes = 60;

/**
 * Understands the records of a room, whatever bytes they hold and whichever format each is in.
 *
 * Never throws for what a record holds: one that is no chat message comes out as `foreign`.
 */
export async function decodeRecords(records: readonly RawRecord[]): Promise<ChatRecord[]> {
  if (records.some((record) => detectFormat(record) === "protobuf")) await loadProtobuf();
  return records.map((record) => {
    const { partition, offset, timestamp } = record;
    return { partition, offset, timestamp, content: decodeContent(record) };
  });
}

function decodeContent(record: RawRecord): Content {
  const { value } = record;
  if (value === null) return { kind: "foreign", reason: "no value", excerpt: "" };
  if (value.byteLength === 0) return { kind: "foreign", reason: "empty value", excerpt: "" };
  const content = decoders[detectFormat(record)](record);
  if (typeof content !== "string") return content;
  return {
    kind: "foreign",
    reason: content,
    excerpt: textOf(value.subarray(0, excerptBytes)) + (value.byteLength > excerptBytes ? "…" : ""),
  };
}
