/**
 * A queue of events for one reader.
 *
 * Awaiting {@link push} applies back-pressure; producers that cannot wait may skip it.
 */
export class EventQueue<Event> implements AsyncIterable<Event> {
  readonly #events: { readonly event: Event; readonly taken: () => void }[] = [];
  #wake: (() => void) | undefined;
  #end: { readonly error: unknown } | "closed" | undefined;

  /** Adds an event; resolves when the reader asks for the next one, or stops reading. */
  push(event: Event): Promise<void> {
    if (this.#end !== undefined) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#events.push({ event, taken: resolve });
    this.#wake?.();
    return promise;
  }

  /** Ends the queue after the events in it. */
  close(): void {
    this.#finish("closed");
  }

  /** Makes the reader throw `error` after the events in the queue. */
  fail(error: unknown): void {
    this.#finish({ error });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void> {
    try {
      for (;;) {
        const next = this.#events.shift();
        if (next !== undefined) {
          try {
            yield next.event;
          } finally {
            next.taken();
          }
        } else if (this.#end === "closed") {
          return;
        } else if (this.#end !== undefined) {
          throw this.#end.error;
        } else {
          const { promise, resolve } = Promise.withResolvers<void>();
          this.#wake = resolve;
          await promise;
        }
      }
    } finally {
      this.close();
      for (const { taken } of this.#events.splice(0)) taken();
    }
  }

  #finish(end: { readonly error: unknown } | "closed"): void {
    this.#end ??= end;
    this.#wake?.();
  }
}
