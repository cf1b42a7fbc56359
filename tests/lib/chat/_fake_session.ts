import { EventQueue } from "../../../lib/chat/event_queue.ts";
import type { ChatRecord, Place } from "../../../lib/chat/message.ts";
import type { Session, SessionEvent } from "../../../lib/chat/session_event.ts";

/** A room without a broker: what is said waits until the test acknowledges it. */
export class FakeSession implements Session {
  readonly room = "room";
  readonly author: string;
  readonly isNew: boolean;
  readonly queue = new EventQueue<SessionEvent>();
  readonly said: { readonly text: string; readonly ack: PromiseWithResolvers<Place | null> }[] = [];
  unsent = 0;
  #onSay: (() => void) | undefined;

  constructor({ author = "alice", isNew = false } = {}) {
    this.author = author;
    this.isNew = isNew;
  }

  say(text: string): Promise<Place | null> {
    const ack = Promise.withResolvers<Place | null>();
    this.unsent += 1;
    this.said.push({ text, ack });
    this.#onSay?.();
    return ack.promise.finally(() => this.unsent -= 1);
  }

  events(): AsyncIterable<SessionEvent> {
    return this.queue;
  }

  /** Kept once `count` things were said. */
  async heard(count: number): Promise<void> {
    while (this.said.length < count) {
      await new Promise<void>((resolve) => this.#onSay = resolve);
    }
  }

  /** Acknowledges the next thing said, at this offset of partition 0, without reading it back. */
  acknowledge(index: number, offset: bigint | null): void {
    this.said[index]!.ack.resolve(offset === null ? null : { partition: 0, offset });
  }

  /** Lets records be read; the promise is kept when they are shown. */
  read(...records: ChatRecord[]): Promise<void> {
    return this.queue.push({ kind: "records", records });
  }
}
