import type { PresenceChange } from "./presence_board.ts";

/** The number of users who arrived in a room, and of those who left it. */
export interface PresenceSummary {
  readonly room: string;
  readonly arrived: number;
  readonly left: number;
}

/** The delayed changes of an interval: one by one, or summed up by room. */
export interface DelayedChanges {
  readonly changes: readonly PresenceChange[];
  readonly summaries: readonly PresenceSummary[];
}

/** Maximum number of changes that are reported one by one in an interval. */
const maxChanges = 5;

/**
 * Limits how many arrivals and departures are reported, because any client can write thousands of
 * presence records. The first few of an interval are reported at once. The others wait for the
 * end of the interval; a user who arrived and left within it is not reported at all.
 */
export class ChangeLimiter {
  readonly #delayed = new Map<string, PresenceChange>();
  #reported = 0;

  /** Returns whether to report a change now; otherwise {@link endInterval} returns it. */
  admits(change: PresenceChange): boolean {
    if (this.#reported < maxChanges) {
      this.#reported += 1;
      return true;
    }
    // Room names contain no slash. A second change of the same user undoes the first.
    const key = `${change.room}/${change.user}`;
    if (!this.#delayed.delete(key)) this.#delayed.set(key, change);
    return false;
  }

  /** Begins the next interval; returns the delayed changes, summed up if there are many. */
  endInterval(): DelayedChanges {
    const changes = [...this.#delayed.values()];
    this.#delayed.clear();
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
