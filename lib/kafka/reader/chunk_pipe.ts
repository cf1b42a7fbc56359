/** The items of one answer; `done` resolves when the consumer has used all of them. */
interface PutItems<T> {
  readonly items: readonly T[];
  next: number;
  readonly done: PromiseWithResolvers<void>;
}

/**
 * A queue between the leaders' loops and the consumer of the records, in order of arrival.
 *
 * The promise of {@link put} tells a loop when its items are used up. A loop keeps at most one
 * answer in the queue and one in flight, so a slow consumer does not fill the memory.
 */
export class ChunkPipe<T> {
  #waiting: PutItems<T>[] = [];
  #taken: PutItems<T> | null = null;
  #wake: PromiseWithResolvers<void> = Promise.withResolvers();
  #end: { readonly error: unknown } | "ended" | null = null;

  /** Adds items; resolves when the consumer takes the item after them. */
  put(items: readonly T[]): Promise<void> {
    const done = Promise.withResolvers<void>();
    const isOver = this.#end !== null && this.#end !== "ended";
    if (items.length === 0 || isOver) done.resolve();
    else {
      this.#waiting.push({ items, next: 0, done });
      this.#wake.resolve();
    }
    return done.promise;
  }

  /** Ends the queue after the items that are in it. */
  end(): void {
    this.#end ??= "ended";
    this.#wake.resolve();
  }

  /**
   * Ends the queue at once and drops its items: {@link take} throws `error`. All promises of
   * {@link put} resolve.
   */
  fail(error: unknown): void {
    if (typeof this.#end !== "object" || this.#end === null) this.#end = { error };
    for (const { done } of this.#waiting) done.resolve();
    this.#taken?.done.resolve();
    this.#wake.resolve();
  }

  /**
   * Waits for the next item and returns it; `null` after the end. The item before it counts as used
   * up.
   *
   * @throws The error of {@link fail}.
   */
  async take(): Promise<T | null> {
    if (this.#taken !== null && this.#taken.next === this.#taken.items.length) {
      this.#taken.done.resolve();
      this.#taken = null;
    }
    while (true) {
      if (this.#end !== null && this.#end !== "ended") throw this.#end.error;
      this.#taken ??= this.#waiting.shift() ?? null;
      if (this.#taken !== null) return this.#taken.items[this.#taken.next++]!;
      if (this.#end === "ended") return null;
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
    }
  }
}
