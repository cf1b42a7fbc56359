import type { KafkaClient } from "../../kafka/client.ts";
import { directChannel, roomChannel } from "./channel.ts";
import { readChannelHistory } from "./channel_history.ts";
import type { ChatRecord } from "../message/message.ts";
import { Timeline, type TimelineEntry } from "../message/timeline.ts";

/** Options of {@link readLog}: a room, or the conversation of one user with another. */
export type LogOptions =
  & {
    /** Maximum number of entries, the last ones; Infinity for all. */
    readonly lines: number;
    /** Called with a text for each range of records that cannot be read. */
    readonly onSkipped: (text: string) => void;
    readonly signal: AbortSignal;
  }
  & ({ readonly room: string } | { readonly self: string; readonly with: string });

/**
 * Reads the end of a room or a conversation, with edits and deletions applied, up to its current
 * end.
 *
 * @throws {KafkaError} If the topic does not exist, or the broker does not allow reading it.
 */
export async function readLog(client: KafkaClient, options: LogOptions): Promise<TimelineEntry[]> {
  const timeline = new Timeline();
  for (const record of await read(client, options)) timeline.apply(record);
  return lastOf(timeline.entries(), options.lines);
}

/** Reads the same as stored records: each edit and each deletion is a separate record. */
export async function readRawLog(client: KafkaClient, options: LogOptions): Promise<ChatRecord[]> {
  return lastOf(await read(client, options), options.lines);
}

async function read(client: KafkaClient, options: LogOptions): Promise<readonly ChatRecord[]> {
  const { lines, signal } = options;
  const [channel, self] = "room" in options
    ? [roomChannel(options.room), ""]
    : [directChannel(options.with), options.self];
  const { records, skipped } = await readChannelHistory(client, { channel, self, lines, signal });
  for (const text of skipped) options.onSkipped(text);
  return records;
}

function lastOf<T>(items: readonly T[], count: number): T[] {
  return count === 0 ? [] : items.slice(-count);
}
