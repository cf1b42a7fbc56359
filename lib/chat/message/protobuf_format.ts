import type { Type } from "protobufjs";
import { utf8 } from "../../wire/bytes.ts";
import { fromMessageBody, type MessageBody, toMessageBody } from "./message_body.ts";
import { contentTypes } from "./format.ts";
import type { Amendment, Content, EncodedMessage, NewMessage, RawRecord } from "./message.ts";

/** Fields in which 0 means "none": proto3 without `optional` does not encode a 0. */
const olderFields = ["replaces_offset", "delete_offset"];

let messageType: Type | undefined;

/**
 * Loads `proto/chat.proto` and the Protobuf library, once; call it before {@link encodeProtobuf}
 * and {@link decodeProtobuf}. It takes about 80 ms, so rooms without Protobuf messages never do it.
 */
export async function loadProtobuf(): Promise<void> {
  if (messageType !== undefined) return;
  const [{ default: protobuf }, { default: source }] = await Promise.all([
    import("protobufjs"),
    // A text import makes the file part of the compiled binary.
    import("../../../proto/chat.proto", { with: { type: "text" } }),
  ]);
  messageType ??= protobuf.parse(source, { keepCase: true }).root.lookupType("chat.ChatMessage");
}

/** Encodes a message as `chat.ChatMessage` of `proto/chat.proto`, with only the fields it needs. */
export function encodeProtobuf(message: NewMessage | Amendment): EncodedMessage {
  const type = loaded();
  const present = Object.entries(toMessageBody(message)).filter(([, field]) => field !== "");
  return {
    // Copied, because protobufjs returns views into a pool that it reuses.
    value: Uint8Array.from(type.encode(type.fromObject(Object.fromEntries(present))).finish()),
    headers: [{ key: "content-type", value: utf8(contentTypes.protobuf) }],
  };
}

/**
 * Decodes a `chat.ChatMessage`, and ignores unknown fields.
 *
 * @returns The content, or a phrase that says why it is not a chat message.
 */
export function decodeProtobuf(record: RawRecord): Content | string {
  const type = loaded();
  let fields: { [key: string]: unknown };
  try {
    fields = type.toObject(type.decode(record.value ?? new Uint8Array()), { longs: BigInt });
  } catch {
    // protobufjs throws errors of several classes for malformed bytes, which any client can write
    // into a room. No other code runs in this block.
    return "broken Protobuf";
  }
  for (const name of olderFields) if (fields[name] === 0n) delete fields[name];
  return fromMessageBody({ username: "", message: "", ...fields } as MessageBody, record);
}

function loaded(): Type {
  if (messageType === undefined) throw new Error("loadProtobuf() was not awaited");
  return messageType;
}
