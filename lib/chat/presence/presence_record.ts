import { textOf, utf8 } from "../../wire/bytes.ts";
import type { TopicSpec } from "../../kafka/admin/create_topics.ts";
import type { RawRecord } from "../message/message.ts";
import { isUserName } from "../message/user_name.ts";

/** The topic in which everybody says where they are. */
export const presenceTopic = "chat-presence";

/**
 * How that topic is created. It keeps the last word of each session, and that not for long: whoever
 * comes reads only what is younger than the time after which the silent are taken for gone.
 */
export const presenceSpec: Omit<TopicSpec, "name"> = {
  partitions: 1,
  configs: {
    "cleanup.policy": "compact,delete",
    "retention.ms": "3600000",
    "segment.ms": "600000",
    "delete.retention.ms": "60000",
  },
};

/** One chat of one user in one room. */
export interface Seat {
  readonly room: string;
  readonly user: string;
  /** Tells several chats of one user apart. */
  readonly session: string;
}

/** What a record says of a seat. */
export interface SeatRecord extends Seat {
  /** When it was taken, in milliseconds since the Unix epoch; null when it was left. */
  readonly since: number | null;
  /** When that was said, by the clock of whoever said it, likewise. */
  readonly timestamp: number;
}

/** The key of a seat: `room/user/session`. Only the user may hold slashes. */
export function seatKey({ room, user, session }: Seat): Uint8Array {
  return utf8(`${room}/${user}/${session}`);
}

/** What says that the seat is still taken. */
export function seatValue(since: number): Uint8Array {
  return utf8(JSON.stringify({ since }));
}

/** Reads a record of the topic; null where it says nothing that can be understood. */
export function toSeatRecord(
  { key, value, timestamp }: Pick<RawRecord, "key" | "value" | "timestamp">,
): SeatRecord | null {
  const [, room, user, session] =
    /^([^/]+)\/([^]+)\/([\w-]{1,36})$/.exec(textOf(key ?? utf8(""))) ??
      [];
  if (room === undefined || user === undefined || session === undefined) return null;
  if (!isUserName(user)) return null;
  const seat = { room, user, session, timestamp: Number(timestamp) };
  if (value === null) return { ...seat, since: null };
  try {
    const { since } = JSON.parse(textOf(value)) as { since?: unknown };
    return typeof since === "number" && Number.isFinite(since) ? { ...seat, since } : null;
  } catch {
    return null;
  }
}
