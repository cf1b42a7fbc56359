import type { Presence } from "../session/session.ts";
import type { Seat, SeatRecord } from "./presence_record.ts";

/** Somebody came into a room, with the first of their sessions, or left it, with the last. */
export interface PresenceChange {
  readonly room: string;
  readonly user: string;
  readonly isHere: boolean;
}

interface Taken extends Seat {
  readonly since: number;
  expiresAt: number;
}

/** Most seats remembered, whatever is written into the topic. */
const maxSeats = 10_000;

/**
 * Who is where, from what sessions say of themselves. Times are in milliseconds since the Unix
 * epoch, and those of this machine: `now` comes from whoever asks.
 */
export class PresenceBoard {
  readonly #ttlMs: number;
  readonly #seats = new Map<string, Taken>();
  /** How many seats each user has in each room. */
  readonly #counts = new Map<string, number>();
  #lookedAt: number | undefined;

  /** @param ttlMs How long somebody is taken to be there without saying so again. */
  constructor(ttlMs: number) {
    this.#ttlMs = ttlMs;
  }

  /**
   * Takes in what was said just now; returns who came and who left by that.
   *
   * @param ageMs How old it is; 0 for what is read as it comes.
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
   * Lets go of those who have been silent for too long; returns who left by that. Where that was
   * not looked at for long, this machine slept, and everybody gets their time anew.
   */
  expire(now: number): PresenceChange[] {
    const hasSlept = this.#lookedAt !== undefined && now - this.#lookedAt > this.#ttlMs / 2;
    this.#lookedAt = now;
    if (hasSlept) this.extend(now);
    const changes: PresenceChange[] = [];
    for (const [key, { room, user, expiresAt }] of this.#seats) {
      if (expiresAt <= now && this.#drop(key)) changes.push({ room, user, isHere: false });
    }
    return changes;
  }

  /** Gives everybody their time anew: nobody could be heard. */
  extend(now: number): void {
    for (const seat of this.#seats.values()) seat.expiresAt = now + this.#ttlMs;
  }

  /** Who is in a room, by name. */
  who(room: string): Presence[] {
    const seats = [...this.#seats.values()].filter((seat) => seat.room === room);
    return [...Map.groupBy(seats, ({ user }) => user)]
      .map(([user, sessions]) => (
        { user, since: Math.min(...sessions.map(({ since }) => since)), sessions: sessions.length }
      ))
      .sort((one, other) => one.user < other.user ? -1 : 1);
  }

  /** Gives up a seat; returns whether it was the last one of that user in that room. */
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
