import type { Format } from "./format.ts";
import type { RawRecord } from "./message.ts";

const formatsByContentType = new Map<string, Format>([
  ["text/plain", "text"],
  ["application/json", "json"],
  ["text/json", "json"],
  ["application/protobuf", "protobuf"],
  ["application/x-protobuf", "protobuf"],
  ["application/vnd.google.protobuf", "protobuf"],
]);

const decoder = new TextDecoder();
const longestContentTypeBytes = 200;

const openingBrace = 0x7b;
/** The tag of field 1, length-delimited: every encoder writes the user name first. */
const protobufUsernameTag = 0x0a;

/**
 * Detects the format of a record from its `content-type` header or, if no such header names a
 * format, from the first bytes of its value.
 *
 * The first bytes are enough for the three formats, because a Protobuf message begins with a line
 * feed, which no user name contains. Only a text message by a user whose name begins with `{` needs
 * the header.
 */
export function detectFormat(record: Pick<RawRecord, "value" | "headers">): Format {
  return declaredFormat(record) ?? guessFormat(record.value ?? new Uint8Array());
}

function declaredFormat(record: Pick<RawRecord, "headers">): Format | undefined {
  const header = record.headers.find(({ key }) => key.toLowerCase() === "content-type");
  if (header?.value == null || header.value.byteLength > longestContentTypeBytes) return undefined;
  const [type = ""] = decoder.decode(header.value).split(";");
  return formatsByContentType.get(type.trim().toLowerCase());
}

function guessFormat(value: Uint8Array): Format {
  if (value[0] === protobufUsernameTag) return "protobuf";
  return value.find((byte) => !isJsonSpace(byte)) === openingBrace ? "json" : "text";
}

function isJsonSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
