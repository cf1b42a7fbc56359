import type { Type } from "protobufjs";
import { utf8 } from "../../wire/bytes.ts";
import { fromMessageBody, type MessageBody, toMessageBody } from "./message_body.ts";
import { contentTypes } from "./format.ts";
import type { Amendment, Content, EncodedMessage, NewMessage, RawRecord } from "./message.ts";

/** In these, 0 means "none": proto3 without `optional` cannot tell it from an absent field. */
const olderFields = ["replaces_offset", "delete_offset"];

let messageType: Type | undefined;

/**
 * Loads `proto/chat.proto` and what reads it, once; takes some 80 ms, which is why a room without
 * Protobuf messages never does it. {@link encodeProtobuf} and {@link decodeProtobuf} need it first.
 */
export async function loadProtobuf(): Promise<void> {
  if (messageType !== undefined) return;
  const [{ default: protobuf }, { default: source }] = await Promise.all([
    import("protobufjs"),
    // As text in the module graph, the file travels into the compiled binary by itself.
    import("../../../proto/chat.proto", { with: { type: "text" } }),
  ]);
  messageType ??= protobuf.parse(source, { keepCase: true }).root.lookupType("chat.ChatMessage");
}

/** Writes a message as a `chat.ChatMessage` of `proto/chat.proto`, with just what it needs. */
export function encodeProtobuf(message: NewMessage | Amendment): EncodedMessage {
  const type = loaded();
  const present = Object.entries(toMessageBody(message)).filter(([, field]) => field !== "");
  return {
    // A copy, since protobufjs hands out views into a pool that it reuses.
    value: Uint8Array.from(type.encode(type.fromObject(Object.fromEntries(present))).finish()),
    headers: [{ key: "content-type", value: utf8(contentTypes.protobuf) }],
  };
}

/**
 * Reads a `chat.ChatMessage`; unknown fields are ignored.
 *
 * @returns The content, or half a sentence that says why it is not a chat message.
 */
export function decodeProtobuf(record: RawRecord): Content | string {
  const type = loaded();
  let fields: { [key: string]: unknown };
  try {
    fields = type.toObject(type.decode(record.value ?? new Uint8Array()), { longs: BigInt });
  } catch {
    return "broken Protobuf";
  }
  for (const name of olderFields) if (fields[name] === 0n) delete fields[name];
  return fromMessageBody({ username: "", message: "", ...fields } as MessageBody, record);
}

function loaded(): Type {
  if (messageType === undefined) throw new Error("loadProtobuf() was not awaited");
  return messageType;
}
