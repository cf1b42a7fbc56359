import type { SessionEvent } from "../session/session_event.ts";

/**
 * The events of a session for several readers, one after the other: an event that one reader has
 * not taken goes to the next one.
 */
export class EventTap {
  readonly #events: AsyncIterator<SessionEvent>;
  #next: Promise<IteratorResult<SessionEvent>> | undefined;

  constructor(events: AsyncIterable<SessionEvent>) {
    this.#events = events[Symbol.asyncIterator]();
  }

  /** Resolves with the next event, without taking it. */
  peek(): Promise<IteratorResult<SessionEvent>> {
    return this.#next ??= this.#events.next();
  }

  /** Takes the event that {@link peek} has resolved with. */
  take(): void {
    this.#next = undefined;
  }

  /** Ends reading; the events that are left are dropped. */
  close(): void {
    // Waits for an event that may never come, so nothing waits for it.
    void this.#events.return?.();
  }
}
