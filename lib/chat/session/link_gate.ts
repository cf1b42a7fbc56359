import { after } from "../../async/timer.ts";
import { EventQueue } from "./event_queue.ts";
import { type LinkChange, LinkState } from "./link_state.ts";
import type { SessionEvent } from "./session_event.ts";

/** How long a gate holds back what comes before the link is back. */
export interface LinkGateOptions {
  /** Milliseconds; 2000 when left out. */
  readonly answerTimeoutMs?: number;
}

/** Readers try again once a second at least; the broker of one of them may stay away for long. */
const defaultPatienceMs = 2_000;

/**
 * The events of several readers in one queue, and what becomes of their link among them.
 *
 * While some readers are back and others are not, events are held for a moment: that the link is
 * back, and how much came meanwhile, can then be told in front of what came.
 */
export class LinkGate {
  readonly events = new EventQueue<SessionEvent>();
  readonly #link = new LinkState();
  readonly #answerTimeoutMs: number;
  readonly #held: { readonly event: SessionEvent; readonly taken: () => void }[] = [];
  #cancelRelease: (() => void) | undefined;

  constructor({ answerTimeoutMs = defaultPatienceMs }: LinkGateOptions = {}) {
    this.#answerTimeoutMs = answerTimeoutMs;
  }

  /** Adds an event; the promise is kept when the one who reads them asks for the next one. */
  push(event: SessionEvent): Promise<void> {
    if (this.#cancelRelease === undefined) return this.events.push(event);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.push({ event, taken: resolve });
    return promise;
  }

  /** A reader has lost its broker. */
  away(reader: string): void {
    this.#tell(this.#link.away(reader));
  }

  /** A reader has its broker back, and missed so many messages. */
  back(reader: string, missed: number): void {
    this.#tell(this.#link.back(reader, missed));
    if (!this.#link.isUp) {
      this.#cancelRelease ??= after(this.#answerTimeoutMs, () => this.#release());
    }
  }

  /** A reader is no more. */
  drop(reader: string): void {
    this.#tell(this.#link.drop(reader));
  }

  /** Ends the events after those that came. */
  close(): void {
    this.#release();
    this.events.close();
  }

  /** Ends the events with an error, after those that came. */
  fail(error: unknown): void {
    this.#release();
    this.events.fail(error);
  }

  #tell(change: LinkChange | null): void {
    if (change === null) return;
    void this.events.push(change);
    if (change.isUp) this.#release();
  }

  #release(): void {
    this.#cancelRelease?.();
    this.#cancelRelease = undefined;
    for (const { event, taken } of this.#held.splice(0)) void this.events.push(event).then(taken);
  }
}
