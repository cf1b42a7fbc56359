import type { KafkaClient } from "../../kafka/client.ts";
import type { Channel } from "./channel.ts";
import { readHistory } from "./history.ts";
import { findInbox, readConversation } from "./inbox.ts";
import type { ChatRecord } from "../message/message.ts";
import { findChatTopic } from "./chat_topic.ts";

/** The end of a channel. */
export interface ChannelHistory {
  readonly records: readonly ChatRecord[];
  /** A text for a notice about each range of records that could not be read. */
  readonly skipped: readonly string[];
}

/**
 * Reads the end of a room, or of the conversation of `self` with another user, up to its current
 * end.
 *
 * @param lines Number of timeline entries to read; Infinity for all.
 * @throws {KafkaError} If the topic does not exist, or the broker does not allow reading it.
 */
export async function readChannelHistory(
  client: KafkaClient,
  { channel, self, lines, signal }: {
    readonly channel: Channel;
    readonly self: string;
    readonly lines: number;
    readonly signal: AbortSignal;
  },
): Promise<ChannelHistory> {
  if (channel.kind === "room") {
    const room = await findChatTopic(client, channel.room, { create: false, signal });
    return await readHistory(client, room, { lines, signal });
  }
  const inbox = await findInbox(client, self, { create: false, signal });
  return await readConversation(client, inbox, { self, with: channel.with, lines, signal });
}
