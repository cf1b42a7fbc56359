import { utf8 } from "../../wire/bytes.ts";
import { fromMessageBody, type MessageBody, toMessageBody } from "./message_body.ts";
import { contentTypes } from "./format.ts";
import type { Amendment, Content, EncodedMessage, NewMessage, RawRecord } from "./message.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** `JSON.rawJSON`, which the compiler's library does not know yet. */
const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown };

/** What {@link readJson} finds in a record. */
export interface JsonReading {
  /** The content, or half a sentence that says why it is not a chat message. */
  readonly content: Content | string;
  /** Whether it is a message that names its author under `user`. */
  readonly hasUserField: boolean;
}

/**
 * Writes a message as `{"username":"alice","message":"Salut !"}`, with just what it needs.
 *
 * @param hasUserField Whether to name the author under `user` too, for clients that read only that.
 */
export function encodeJson(
  message: NewMessage | Amendment,
  { hasUserField = false }: { readonly hasUserField?: boolean } = {},
): EncodedMessage {
  const { username, ...rest } = toMessageBody(message);
  const body = { username, ...(hasUserField ? { user: username } : {}), ...rest };
  return {
    value: utf8(JSON.stringify(body, (_, field) => asNumber(field))),
    headers: [{ key: "content-type", value: utf8(contentTypes.json) }],
  };
}

/**
 * Reads a JSON message; `user` is accepted for `username`, unknown fields are ignored.
 *
 * @returns The content, or half a sentence that says why it is not a chat message.
 */
export function decodeJson(record: RawRecord): Content | string {
  return readJson(record).content;
}

/** Reads a JSON message, and how it names its author. */
export function readJson(record: RawRecord): JsonReading {
  let fields: unknown;
  try {
    fields = JSON.parse(decoder.decode(record.value ?? new Uint8Array()), exactOffsets);
  } catch {
    return { content: "broken JSON", hasUserField: false };
  }
  const body = toFields(fields);
  const content = typeof body === "string" ? body : fromMessageBody(body, record);
  const hasUserField = typeof content !== "string" &&
    typeof (fields as Record<string, unknown>)["user"] === "string";
  return { content, hasUserField };
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
 * The two fields of the first client, which marks "none" by null: 0 is a real offset. It never
 * fills both, so two zeros are from a writer that marks "none" by 0, as Protobuf does.
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

/** Takes offsets from the digits themselves, since a double holds only 53 bits of them. */
function exactOffsets(key: string, value: unknown, context?: { source?: string }): unknown {
  if (!key.endsWith("_offset") || typeof value !== "number") return value;
  const digits = context?.source ?? "";
  return /^-?\d{1,19}$/.test(digits) ? BigInt(digits) : value;
}

/** Bigints as JSON numbers, of which other languages read all digits. */
function asNumber(field: unknown): unknown {
  return typeof field === "bigint" ? rawJSON(`${field}`) : field;
}
