import { textOf, utf8 } from "../../wire/bytes.ts";
import type { TopicSpec } from "../../kafka/admin/create_topics.ts";
import type { RawRecord } from "../message/message.ts";
import { isUserName } from "../message/user_name.ts";

/**
 * How the topic is created. It keeps the last record of each session, and only for a short time: a
 * client that joins reads only the records that have not expired.
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

/** One session of one user in one room. */
export interface Seat {
  readonly room: string;
  readonly user: string;
  /** Tells several sessions of one user apart. */
  readonly session: string;
}

/** A presence record: a seat is occupied or was left. */
export interface SeatRecord extends Seat {
  /** When it was occupied, in milliseconds since the Unix epoch; null if it was left. */
  readonly since: number | null;
  /** The timestamp of the record, likewise, by the clock of its client. */
  readonly timestamp: number;
}

/** Encodes the key of a seat: `room/user/session`. Only the user can contain slashes. */
export function seatKey({ room, user, session }: Seat): Uint8Array {
  return utf8(`${room}/${user}/${session}`);
}

/** Encodes the value of a heartbeat. */
export function seatValue(since: number): Uint8Array {
  return utf8(JSON.stringify({ since }));
}

/** Decodes a record of the topic; null if it is invalid. */
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
  const since = sinceIn(textOf(value));
  return since === null ? null : { ...seat, since };
}

function sinceIn(text: string): number | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // Any client can write any value into the topic.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const { since } = (value ?? {}) as { readonly since?: unknown };
  return typeof since === "number" && Number.isFinite(since) ? since : null;
}
