import { after } from "../../async/timer.ts";
import { EventQueue } from "./event_queue.ts";
import { CombinedLink, type LinkChange } from "./combined_link.ts";
import type { SessionEvent } from "./session_event.ts";

/** Options of a {@link LinkGate}. */
export interface LinkGateOptions {
  /** Maximum time to hold events until all readers have reconnected. Default: 2000. */
  readonly holdMs?: number;
}

/** Readers retry at least once a second, but the broker of one of them can stay unreachable. */
const defaultHoldMs = 2_000;

/**
 * Puts the events of several readers into one queue, together with the state of their connections.
 *
 * While only some readers have reconnected, events are held briefly, so that "reconnected, N
 * missed" is emitted before the missed messages.
 */
export class LinkGate {
  readonly events = new EventQueue<SessionEvent>();
  readonly #link = new CombinedLink();
  readonly #holdMs: number;
  readonly #held: { readonly event: SessionEvent; readonly taken: () => void }[] = [];
  #cancelRelease: (() => void) | undefined;

  constructor({ holdMs = defaultHoldMs }: LinkGateOptions = {}) {
    this.#holdMs = holdMs;
  }

  /** Adds an event; resolves when the reader of the queue asks for the next one. */
  push(event: SessionEvent): Promise<void> {
    if (this.#cancelRelease === undefined) return this.events.push(event);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.push({ event, taken: resolve });
    return promise;
  }

  /** Handles that a reader lost its broker. */
  disconnected(reader: string): void {
    this.#report(this.#link.disconnected(reader));
  }

  /** Handles that a reader reached its broker again and missed this many messages. */
  reconnected(reader: string, missed: number): void {
    this.#report(this.#link.reconnected(reader, missed));
    if (!this.#link.isUp) this.#cancelRelease ??= after(this.#holdMs, () => this.#release());
  }

  /** Removes a reader; the others no longer wait for it. */
  drop(reader: string): void {
    this.#report(this.#link.drop(reader));
  }

  /** Ends the queue after the events in it. */
  close(): void {
    this.#release();
    this.events.close();
  }

  /** Makes the reader of the queue throw `error` after the events in it. */
  fail(error: unknown): void {
    this.#release();
    this.events.fail(error);
  }

  #report(change: LinkChange | null): void {
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
