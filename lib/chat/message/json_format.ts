import { exactNumber } from "../../text/exact_number.ts";
import { utf8 } from "../../wire/bytes.ts";
import { fromMessageBody, type MessageBody, toMessageBody } from "./message_body.ts";
import { contentTypes } from "./format.ts";
import type { Amendment, Content, EncodedMessage, NewMessage, RawRecord } from "./message.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The result of {@link readJson}. */
export interface JsonReading {
  /** The content, or a phrase that says why it is not a chat message. */
  readonly content: Content | string;
  /** Whether it is a message with a field `user`. */
  readonly hasUserField: boolean;
}

/**
 * Encodes a message as `{"username":"alice","message":"Salut !"}`, plus the fields that it needs.
 *
 * @param hasUserField Whether `user` names the author too, for clients that read only that field.
 */
export function encodeJson(
  message: NewMessage | Amendment,
  { hasUserField = false }: { readonly hasUserField?: boolean } = {},
): EncodedMessage {
  const { username, ...rest } = toMessageBody(message);
  const body = { username, ...(hasUserField ? { user: username } : {}), ...rest };
  return {
    value: utf8(
      JSON.stringify(body, (_, field) => typeof field === "bigint" ? exactNumber(field) : field),
    ),
    headers: [{ key: "content-type", value: utf8(contentTypes.json) }],
  };
}

/**
 * Decodes a JSON message, and reports whether it has a field `user`. Accepts `user` for `username`,
 * and ignores unknown fields.
 */
export function readJson(record: RawRecord): JsonReading {
  const fields = parse(record.value ?? new Uint8Array());
  if (fields === undefined) return { content: "broken JSON", hasUserField: false };
  const body = toFields(fields);
  const content = typeof body === "string" ? body : fromMessageBody(body, record);
  const hasUserField = typeof content !== "string" &&
    typeof (fields as Record<string, unknown>)["user"] === "string";
  return { content, hasUserField };
}

/** Parses JSON; undefined if it is not valid UTF-8 or not valid JSON. */
function parse(value: Uint8Array): unknown {
  const text = decodeUtf8(value);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text, exactOffsets);
  } catch (error) {
    // Any client can write any bytes into a room.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function decodeUtf8(value: Uint8Array): string | undefined {
  try {
    return decoder.decode(value);
  } catch (error) {
    // A fatal decoder throws a TypeError for invalid UTF-8, as the Encoding Standard says.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function toFields(value: unknown): MessageBody | string {
  if (typeof value !== "object" || value === null) return "JSON without a user name";
  const fields = value as Record<string, unknown>;
  const username = fields["username"] ?? fields["user"];
  if (typeof username !== "string") return "JSON without a user name";
  const verb = fields["verb"] ?? undefined;
  if (verb !== undefined && typeof verb !== "string") return "unknown verb";
  const partition = fields["target_partition"] ?? undefined;
  if (partition !== undefined && !Number.isInteger(partition)) return "unreadable target partition";
  const body = {
    username,
    message: fields["message"] ?? "",
    verb,
    target_partition: partition as number | undefined,
    target_offset: fields["target_offset"] ?? undefined,
    ...olderOffsets(fields),
  };
  if (typeof body.message !== "string") return "JSON without a message";
  const offsets = [body.target_offset, body.replaces_offset, body.delete_offset];
  if (!offsets.every((offset) => offset === undefined || typeof offset === "bigint")) {
    return "unreadable target offset";
  }
  if (!("message" in fields) && offsets.every((offset) => offset === undefined)) {
    return "JSON without a message";
  }
  return body as MessageBody;
}

/**
 * Returns the two fields of the first client, which writes null for "none", so 0 is a real offset.
 * It never sets both, so two zeros come from a client that writes 0 for "none", as in Protobuf.
 */
function olderOffsets(
  fields: Record<string, unknown>,
): { readonly replaces_offset: unknown; readonly delete_offset: unknown } {
  const replaces_offset = fields["replaces_offset"] ?? undefined;
  const delete_offset = fields["delete_offset"] ?? undefined;
  return replaces_offset === 0n && delete_offset === 0n
    ? { replaces_offset: undefined, delete_offset: undefined }
    : { replaces_offset, delete_offset };
}

/** Parses offsets from their digits, because a double holds only 53 bits. */
function exactOffsets(key: string, value: unknown, context?: { source?: string }): unknown {
  if (!key.endsWith("_offset") || typeof value !== "number") return value;
  const digits = context?.source ?? "";
  return /^-?\d{1,19}$/.test(digits) ? BigInt(digits) : value;
}
