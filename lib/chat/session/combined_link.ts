/** What became known of the way to the broker. */
export type LinkChange =
  | { readonly kind: "link"; readonly isUp: false }
  | { readonly kind: "link"; readonly isUp: true; readonly missed: number };

/**
 * Makes one link of several readers: it is lost with the first of them, and back with the last, and
 * then what all have missed is told at once.
 */
export class CombinedLink {
  readonly #disconnected = new Set<string>();
  #missed = 0;

  /** Whether no reader is without its broker. */
  get isUp(): boolean {
    return this.#disconnected.size === 0;
  }

  /** A reader has lost its broker; null where that is nothing new. */
  away(reader: string): LinkChange | null {
    const wasUp = this.isUp;
    this.#disconnected.add(reader);
    return wasUp ? { kind: "link", isUp: false } : null;
  }

  /** A reader has its broker back, and missed so many messages. */
  back(reader: string, missed: number): LinkChange | null {
    if (!this.#disconnected.delete(reader)) return null;
    this.#missed += missed;
    if (!this.isUp) return null;
    const change = { kind: "link", isUp: true, missed: this.#missed } as const;
    this.#missed = 0;
    return change;
  }

  /** A reader is no more; whoever is left may be the last. */
  drop(reader: string): LinkChange | null {
    return this.back(reader, 0);
  }
}
