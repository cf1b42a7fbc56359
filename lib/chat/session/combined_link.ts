/** A change of the connection to the broker. */
export type LinkChange =
  | { readonly kind: "link"; readonly isUp: false }
  | { readonly kind: "link"; readonly isUp: true; readonly missed: number };

/**
 * Combines the connections of several readers into one link. The link is down as soon as one reader
 * is disconnected, and up again once all have reconnected; then it reports what all of them missed.
 */
export class CombinedLink {
  readonly #disconnected = new Set<string>();
  #missed = 0;

  /** Whether all readers are connected. */
  get isUp(): boolean {
    return this.#disconnected.size === 0;
  }

  /** Handles that a reader lost its broker; returns null if the link was down already. */
  disconnected(reader: string): LinkChange | null {
    const wasUp = this.isUp;
    this.#disconnected.add(reader);
    return wasUp ? { kind: "link", isUp: false } : null;
  }

  /**
   * Handles that a reader reached its broker again and missed this many messages; returns null if
   * other readers are still disconnected.
   */
  reconnected(reader: string, missed: number): LinkChange | null {
    if (!this.#disconnected.delete(reader)) return null;
    this.#missed += missed;
    if (!this.isUp) return null;
    const change = { kind: "link", isUp: true, missed: this.#missed } as const;
    this.#missed = 0;
    return change;
  }

  /** Removes a reader; returns a change if it was the last one that was disconnected. */
  drop(reader: string): LinkChange | null {
    return this.reconnected(reader, 0);
  }
}
