import type { KafkaClient } from "../../kafka/client.ts";
import { openEncoder } from "../message/encode.ts";
import { findChatTopic } from "./chat_topic.ts";
import { findInbox } from "./inbox.ts";
import { openRoomEncoder } from "./room_encoder.ts";
import { recentMessagesUseUserField } from "./user_field.ts";
import { writeDirect, writeToRoom } from "./write_message.ts";
import { type Sender, type SentMessage, writeOnce } from "./write_once.ts";

/** A message to a room or to one user. */
export type OutgoingMessage =
  & Sender
  & { readonly text: string }
  & ({ readonly room: string } | { readonly to: string });

/**
 * Sends one message and waits until all in-sync replicas have it. Creates the room, or the topic
 * for direct messages, if it does not exist.
 *
 * @returns The position of the message; of a direct message, that of the sender's copy.
 * @throws {KafkaError} If the broker does not allow reading or creating the topic.
 * @throws {DeliveryError} If the broker does not accept the message.
 */
export async function sendMessage(
  client: KafkaClient,
  outgoing: OutgoingMessage,
): Promise<SentMessage> {
  const { author, text, format = "text", signal } = outgoing;
  const message = { kind: "message", author, text } as const;
  if ("room" in outgoing) {
    const { room } = outgoing;
    return await writeOnce(client, {
      find: () => findChatTopic(client, room, { create: true, signal }),
      write: async (send, found) => {
        const encode = await openRoomEncoder(
          { format, hasUserField: false },
          async () => await recentMessagesUseUserField(client, found, signal) === true,
        );
        return await writeToRoom({ send, encode }, { room, message });
      },
      signal,
    });
  }
  const { to } = outgoing;
  return await writeOnce(client, {
    find: () => findInbox(client, author, { create: true, signal }),
    write: async (send) => {
      const encode = await openEncoder(format);
      return await writeDirect({ send, encode }, { to, message, otherCopy: null });
    },
    signal,
  });
}
