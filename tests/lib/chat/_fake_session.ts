import type { HistoryPage } from "../../../lib/chat/log/history_page.ts";
import { EventQueue } from "../../../lib/chat/session/event_queue.ts";
import type { ChatRecord, Position } from "../../../lib/chat/message/message.ts";
import { type Channel, channelKey, roomChannel } from "../../../lib/chat/log/channel.ts";
import type { ChannelState, Presence, Session, Unsent } from "../../../lib/chat/session/session.ts";
import type { SessionEvent } from "../../../lib/chat/session/session_event.ts";

/** A message, edit or deletion that the code under test has sent. */
export interface FakeSent extends Unsent {
  /** The target of an edit or deletion. */
  readonly target: Position | null;
  readonly ack: PromiseWithResolvers<Position | null>;
}

/** A session without a broker: messages wait until the test acknowledges them. */
export class FakeSession implements Session {
  readonly author: string;
  current: Channel = roomChannel("room");
  readonly queue = new EventQueue<SessionEvent>();
  readonly sent: FakeSent[] = [];
  readonly unsent: Unsent[] = [];
  /** Every other call: its name and its arguments. */
  readonly calls: (readonly [name: string, ...given: unknown[]])[] = [];
  /** The result of {@link channels}. */
  states: ChannelState[];
  /** The result of {@link who}. */
  present: Presence[] = [];
  /** The result of {@link history}. */
  past: ChatRecord[] = [];
  /** The result of {@link readAmended}. */
  before: ChatRecord[] = [];
  #onSay: (() => void) | undefined;

  constructor({ author = "alice", isNew = false } = {}) {
    this.author = author;
    this.states = [{ channel: this.current, unread: 0, isCurrent: true }];
    void this.queue.push({ kind: "joined", channel: this.current, isNew });
  }

  send(text: string, channel = this.current): Promise<Position | null> {
    return this.#write({ channel, verb: "send", text }, null);
  }

  edit(target: Position, text: string, channel = this.current): Promise<Position | null> {
    return this.#write({ channel, verb: "edit", text }, target);
  }

  delete(target: Position, channel = this.current): Promise<Position | null> {
    return this.#write({ channel, verb: "delete", text: "" }, target);
  }

  channels(): readonly ChannelState[] {
    const current = channelKey(this.current);
    return this.states.map((state) => (
      { ...state, isCurrent: channelKey(state.channel) === current }
    ));
  }

  join(room: string): Promise<void> {
    this.calls.push(["join", room]);
    return Promise.resolve();
  }

  leave(channel = this.current): Promise<void> {
    this.calls.push(["leave", channel]);
    return Promise.resolve();
  }

  switchTo(channel: Channel): Promise<void> {
    this.calls.push(["switchTo", channel]);
    this.current = channel;
    return Promise.resolve();
  }

  who(): readonly Presence[] {
    return this.present;
  }

  history(lines: number, channel = this.current): Promise<readonly ChatRecord[]> {
    this.calls.push(["history", lines, channel]);
    return Promise.resolve(this.past);
  }

  page(
    before: ReadonlyMap<number, bigint>,
    records: number,
    channel = this.current,
  ): Promise<HistoryPage> {
    this.calls.push(["page", new Map(before), records, channel]);
    const older = this.past.filter(({ partition, offset }) =>
      offset < (before.get(partition) ?? BigInt(Number.MAX_SAFE_INTEGER))
    );
    const page = older.slice(-records);
    return Promise.resolve({
      records: page,
      from: new Map([[0, page[0]?.offset ?? 0n]]),
      more: new Set(page.length < older.length ? [0] : []),
      skipped: [],
    });
  }

  readAmended(record: ChatRecord, channel = this.current): Promise<readonly ChatRecord[]> {
    this.calls.push(["readAmended", record.offset, channel]);
    return Promise.resolve(this.before);
  }

  userNames(): readonly string[] {
    return this.present.map(({ user }) => user);
  }

  hasSeen(user: string): boolean {
    return user === this.author || this.present.some((present) => present.user === user);
  }

  markRead(channel = this.current): void {
    this.calls.push(["markRead", channel]);
  }

  markShown(): void {
    this.calls.push(["markShown"]);
  }

  events(): AsyncIterable<SessionEvent> {
    return this.queue;
  }

  /** Resolves once `count` messages were sent. */
  async sentCount(count: number): Promise<void> {
    while (this.sent.length < count) {
      await new Promise<void>((resolve) => this.#onSay = resolve);
    }
  }

  /** Acknowledges a message at this offset of partition 0, without reading it back. */
  acknowledge(index: number, offset: bigint | null): void {
    this.sent[index]!.ack.resolve(offset === null ? null : { partition: 0, offset });
  }

  /** Emits records as read from the log; resolves when they are shown. */
  read(...records: ChatRecord[]): Promise<void> {
    return this.queue.push({ kind: "records", channel: this.current, records });
  }

  #write(unsent: Unsent, target: Position | null): Promise<Position | null> {
    const ack = Promise.withResolvers<Position | null>();
    this.unsent.push(unsent);
    this.sent.push({ ...unsent, target, ack });
    this.#onSay?.();
    return ack.promise.finally(() => this.unsent.splice(this.unsent.indexOf(unsent), 1));
  }
}
