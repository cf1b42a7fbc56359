import type { PresenceChange } from "./presence_board.ts";

/** How many users arrived in a room, and how many left it, without their names. */
export interface PresenceSummary {
  readonly room: string;
  readonly arrived: number;
  readonly left: number;
}

/** What is reported at the end of an interval. */
export interface HeldBack {
  readonly changes: readonly PresenceChange[];
  readonly summaries: readonly PresenceSummary[];
}

/** Most changes that are reported one by one in an interval. */
const maxChanges = 5;

/**
 * Limits how many arrivals and departures are reported, because any client can write thousands of
 * presence records. The first few of an interval are reported as they come. The others wait for the
 * end of the interval; a user who arrived and left within it is not reported at all.
 */
export class ChangeLimiter {
  readonly #heldBack = new Map<string, PresenceChange>();
  #reported = 0;

  /** Returns whether a change is to be reported now; if not, {@link endInterval} returns it. */
  admits(change: PresenceChange): boolean {
    if (this.#reported < maxChanges) {
      this.#reported += 1;
      return true;
    }
    // Room names contain no slash. A second change of the same user undoes the first.
    const key = `${change.room}/${change.user}`;
    if (!this.#heldBack.delete(key)) this.#heldBack.set(key, change);
    return false;
  }

  /** Begins the next interval; returns the changes held back, summed up if they are many. */
  endInterval(): HeldBack {
    const changes = [...this.#heldBack.values()];
    this.#heldBack.clear();
    if (changes.length <= maxChanges) {
      this.#reported = changes.length;
      return { changes, summaries: [] };
    }
    // During a flood, one line for each room and interval is enough.
    this.#reported = maxChanges;
    const summaries = [...Map.groupBy(changes, ({ room }) => room)].map(([room, all]) => {
      const arrived = all.filter(({ isHere }) => isHere).length;
      return { room, arrived, left: all.length - arrived };
    });
    return { changes: [], summaries };
  }
}
