import type { RawRecord } from "./message.ts";

/** How the value of a message is written. */
export type Format = "text" | "json" | "protobuf";

/** How one message is written, so that a record about it can be written in the same way. */
export interface MessageStyle {
  readonly format: Format;
  /**
   * In JSON: whether `user` names the author, alone or next to `username`. Some clients read
   * nothing else.
   */
  readonly hasUserField: boolean;
}

/** The formats, the default first. */
export const formats: readonly Format[] = ["text", "json", "protobuf"];

/** What the `content-type` header of a message says for each format. */
export const contentTypes: Readonly<Record<Format, string>> = {
  text: "text/plain",
  json: "application/json",
  protobuf: "application/protobuf",
};

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
/** Field 1, length-delimited: every encoder writes the user name first. */
const protobufUsernameTag = 0x0a;

/**
 * Tells the format of a record by its `content-type` header or, where there is none that names a
 * format, by the first bytes of its value.
 *
 * Looking cannot go wrong for what the three formats write: a Protobuf message begins with a line
 * feed, which no user name holds. A text message of somebody called `{…` needs the header.
 */
export function detectFormat(record: Pick<RawRecord, "value" | "headers">): Format {
  return declaredFormat(record) ?? lookAt(record.value ?? new Uint8Array());
}

function declaredFormat(record: Pick<RawRecord, "headers">): Format | undefined {
  const header = record.headers.find(({ key }) => key.toLowerCase() === "content-type");
  if (header?.value == null || header.value.byteLength > longestContentTypeBytes) return undefined;
  const [type = ""] = decoder.decode(header.value).split(";");
  return formatsByContentType.get(type.trim().toLowerCase());
}

function lookAt(value: Uint8Array): Format {
  if (value[0] === protobufUsernameTag) return "protobuf";
  return value.find((byte) => !isJsonSpace(byte)) === openingBrace ? "json" : "text";
}

function isJsonSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
