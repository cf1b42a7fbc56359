/** What came with one answer, and the moment when the taker is through with all of it. */
interface PutItems<T> {
  readonly items: readonly T[];
  next: number;
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Between the loops that fetch and the one that takes: items in the order of their arrival.
 *
 * A loop learns from {@link put} when its items have been used up, and keeps to one delivery that
 * waits and one that is on its way; so memory stays the same however slow the taker is.
 */
export class ChunkPipe<T> {
  #deliveries: PutItems<T>[] = [];
  #taken: PutItems<T> | null = null;
  #wake: PromiseWithResolvers<void> = Promise.withResolvers();
  #end: { readonly error: unknown } | "ended" | null = null;

  /** Hands items over; the promise resolves when the taker asks for what comes after them. */
  put(items: readonly T[]): Promise<void> {
    const done = Promise.withResolvers<void>();
    const isOver = this.#end !== null && this.#end !== "ended";
    if (items.length === 0 || isOver) done.resolve();
    else {
      this.#deliveries.push({ items, next: 0, done });
      this.#wake.resolve();
    }
    return done.promise;
  }

  /** Nothing follows what was put so far. */
  end(): void {
    this.#end ??= "ended";
    this.#wake.resolve();
  }

  /**
   * Nothing more is given out, not even what was put: {@link take} throws `error`. Loops that wait
   * for their items to be used up go on.
   */
  fail(error: unknown): void {
    if (typeof this.#end !== "object" || this.#end === null) this.#end = { error };
    for (const { done } of this.#deliveries) done.resolve();
    this.#taken?.done.resolve();
    this.#wake.resolve();
  }

  /** The next item, as soon as there is one; `null` after the end. The one before is used up. */
  async take(): Promise<T | null> {
    if (this.#taken !== null && this.#taken.next === this.#taken.items.length) {
      this.#taken.done.resolve();
      this.#taken = null;
    }
    while (true) {
      if (this.#end !== null && this.#end !== "ended") throw this.#end.error;
      this.#taken ??= this.#deliveries.shift() ?? null;
      if (this.#taken !== null) return this.#taken.items[this.#taken.next++]!;
      if (this.#end === "ended") return null;
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
    }
  }
}
