import type { KafkaClient } from "../kafka/client.ts";
import { type History, readHistory } from "./history.ts";
import { type ConversationHistory, findInbox, readConversation } from "./inbox.ts";
import type { ChatRecord } from "./message.ts";
import { findRoom } from "./room.ts";
import { type Entry, Timeline } from "./timeline.ts";

/** What to read: the end of a room, or of the conversation of one user with another. */
export type LogOptions =
  & {
    /** The last lines only; Infinity for all. */
    readonly lines: number;
    /** Called with a text for each range of records that cannot be read. */
    readonly onSkipped: (text: string) => void;
    readonly signal: AbortSignal;
  }
  & ({ readonly room: string } | { readonly self: string; readonly with: string });

/**
 * Reads the end of a room or a conversation, folded, up to where it ends now.
 *
 * @throws {KafkaError} When the room does not exist, or the broker refuses to show it.
 */
export async function readLog(client: KafkaClient, options: LogOptions): Promise<Entry[]> {
  const timeline = new Timeline();
  for (const record of await read(client, options)) timeline.apply(record);
  return lastOf(timeline.entries(), options.lines);
}

/** Reads the same as it lies there: each edit and each deletion a record of its own. */
export async function readRawLog(client: KafkaClient, options: LogOptions): Promise<ChatRecord[]> {
  return lastOf(await read(client, options), options.lines);
}

async function read(client: KafkaClient, options: LogOptions): Promise<readonly ChatRecord[]> {
  const { records, skipped } = await find(client, options);
  for (const text of skipped) options.onSkipped(text);
  return records;
}

async function find(
  client: KafkaClient,
  options: LogOptions,
): Promise<History | ConversationHistory> {
  const { lines, signal } = options;
  if ("room" in options) {
    const room = await findRoom(client, options.room, { create: false, signal });
    return await readHistory(client, room, { lines, signal });
  }
  const inbox = await findInbox(client, options.self, { create: false, signal });
  return await readConversation(client, inbox, options);
}

function lastOf<T>(items: readonly T[], count: number): T[] {
  return count === 0 ? [] : items.slice(-count);
}
