import type { KafkaClient } from "../kafka/client.ts";
import { readHistory } from "./history.ts";
import { findRoom } from "./room.ts";
import { type Entry, Timeline } from "./timeline.ts";

/** What to read of a room. */
export interface LogOptions {
  readonly room: string;
  /** The last lines only; Infinity for all. */
  readonly lines: number;
  readonly signal: AbortSignal;
}

/** A room's timeline as of now. */
export interface Log {
  readonly entries: readonly Entry[];
}

/**
 * Reads the end of a room, folded, up to where it ends now.
 *
 * @throws {KafkaError} When the room does not exist, or the broker refuses to show it.
 */
export async function readLog(
  client: KafkaClient,
  { room, lines, signal }: LogOptions,
): Promise<Log> {
  const found = await findRoom(client, room, { create: false, signal });
  const timeline = new Timeline();
  for (const record of await readHistory(client, found, { lines, signal })) timeline.apply(record);
  const entries = timeline.entries();
  return { entries: lines === 0 ? [] : entries.slice(-lines) };
}
