import type { Presence } from "../session/session.ts";
import type { Seat, SeatRecord } from "./presence_record.ts";

/** A user entered a room with their first session, or left it with their last. */
export interface PresenceChange {
  readonly room: string;
  readonly user: string;
  readonly isHere: boolean;
}

interface OccupiedSeat extends Seat {
  readonly since: number;
  expiresAt: number;
}

/** Maximum number of seats in memory, because any client can write any number of records. */
const maxSeats = 10_000;

/**
 * Tracks which users are in which rooms, from presence records. Times are in milliseconds since the
 * Unix epoch by the clock of this machine, and the caller passes the current time.
 */
export class PresenceBoard {
  readonly #ttlMs: number;
  readonly #seats = new Map<string, OccupiedSeat>();
  /** The number of seats of each user in each room. */
  readonly #counts = new Map<string, number>();
  #lastExpiry: number | undefined;

  /** @param ttlMs How long a seat stays occupied without another heartbeat. */
  constructor(ttlMs: number) {
    this.#ttlMs = ttlMs;
  }

  /**
   * Applies a record; returns who entered or left a room.
   *
   * @param ageMs The age of the record; 0 for one that has just arrived.
   */
  apply(record: SeatRecord, now: number, ageMs = 0): PresenceChange[] {
    const { room, user, session, since } = record;
    const key = `${room}/${user}/${session}`;
    if (since === null) return this.#drop(key) ? [{ room, user, isHere: false }] : [];
    const expiresAt = now - ageMs + this.#ttlMs;
    if (expiresAt <= now) return [];
    const isNew = !this.#seats.has(key);
    if (isNew && this.#seats.size >= maxSeats) return [];
    this.#seats.set(key, { room, user, session, since, expiresAt });
    return isNew && this.#count(room, user, 1) === 1 ? [{ room, user, isHere: true }] : [];
  }

  /**
   * Removes seats without a recent heartbeat and returns who left. If this was not called for long,
   * the machine was asleep, and all timeouts restart.
   */
  expire(now: number): PresenceChange[] {
    const hasSlept = this.#lastExpiry !== undefined && now - this.#lastExpiry > this.#ttlMs / 2;
    this.#lastExpiry = now;
    if (hasSlept) this.extend(now);
    const changes: PresenceChange[] = [];
    for (const [key, { room, user, expiresAt }] of this.#seats) {
      if (expiresAt <= now && this.#drop(key)) changes.push({ room, user, isHere: false });
    }
    return changes;
  }

  /** Restarts all timeouts, because no heartbeat could be received. */
  extend(now: number): void {
    for (const seat of this.#seats.values()) seat.expiresAt = now + this.#ttlMs;
  }

  /** Lists who is in a room, by name. */
  who(room: string): Presence[] {
    const seats = [...this.#seats.values()].filter((seat) => seat.room === room);
    return [...Map.groupBy(seats, ({ user }) => user)]
      .map(([user, sessions]) => (
        { user, since: Math.min(...sessions.map(({ since }) => since)), sessions: sessions.length }
      ))
      .sort((one, other) => one.user < other.user ? -1 : 1);
  }

  /** Removes a seat; returns whether it was the user's last one in the room. */
  #drop(key: string): boolean {
    const seat = this.#seats.get(key);
    if (seat === undefined) return false;
    this.#seats.delete(key);
    return this.#count(seat.room, seat.user, -1) === 0;
  }

  #count(room: string, user: string, change: number): number {
    const key = `${room}/${user}`;
    const count = (this.#counts.get(key) ?? 0) + change;
    if (count === 0) this.#counts.delete(key);
    else this.#counts.set(key, count);
    return count;
  }
}
