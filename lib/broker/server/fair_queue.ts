interface Waiting<Item> {
  readonly item: Item;
  readonly usedMs: number;
}

/**
 * A queue that serves those first who have used least.
 *
 * An item counts as having used at least as much as the last one served. So a newcomer gets no
 * credit for the time before it arrived, and every item is served in the end.
 */
export class FairQueue<Item> {
  /** Those that used most first; the last one is served next. */
  readonly #waiting: Waiting<Item>[] = [];
  #servedMs = 0;

  get length(): number {
    return this.#waiting.length;
  }

  /**
   * Adds an item, behind those that have used as much.
   *
   * @returns What it counts as having used: `usedMs` or more.
   */
  add(item: Item, usedMs: number): number {
    const countedMs = Math.max(usedMs, this.#servedMs);
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#waiting[middle]!.usedMs > countedMs) low = middle + 1;
      else high = middle;
    }
    this.#waiting.splice(low, 0, { item, usedMs: countedMs });
    return countedMs;
  }

  /** Removes and returns the item that has used least; undefined if the queue is empty. */
  take(): Item | undefined {
    const next = this.#waiting.pop();
    if (next !== undefined) this.#servedMs = next.usedMs;
    return next?.item;
  }
}
