import type { Channel } from "../../../lib/chat/log/channel.ts";
import { channelKey } from "../../../lib/chat/log/channel.ts";
import { ChatSession, type JoinOptions } from "../../../lib/chat/session/chat_session.ts";
import type { ChatRecord } from "../../../lib/chat/message/message.ts";
import type { SessionEvent } from "../../../lib/chat/session/session_event.ts";
import { connect } from "../../support/brokers/client.ts";

/** A session and its events so far. */
export interface TestSession extends AsyncDisposable {
  readonly session: ChatSession;
  readonly events: readonly SessionEvent[];
  /** Waits for an event; events so far count too. */
  waitFor(wanted: (event: SessionEvent) => boolean): Promise<SessionEvent>;
  /** Waits for a message with this text in a channel; returns its record. */
  waitForText(text: string, channel?: Channel): Promise<ChatRecord>;
  /** Returns the events of a channel in order, as `kind` or `author: text`. */
  linesIn(channel: Channel): string[];
}

/** Joins rooms as a user at a terminal, with a separate client. */
export async function joinRooms(
  author: string,
  rooms: readonly string[],
  options: Partial<JoinOptions> & { readonly brokers?: string } = {},
): Promise<TestSession> {
  const { brokers, ...rest } = options;
  const client = await connect(brokers);
  const session = await ChatSession.join(client, {
    rooms,
    author,
    format: "text",
    historyLines: 20,
    hasInbox: true,
    presence: null,
    positions: null,
    now: Date.now,
    signal: new AbortController().signal,
    ...rest,
  });
  const events: SessionEvent[] = [];
  let next = Promise.withResolvers<void>();
  const reading = (async (): Promise<void> => {
    for await (const event of session.events()) {
      events.push(event);
      next.resolve();
      next = Promise.withResolvers();
    }
  })();
  const find = async <T>(look: () => T | undefined): Promise<T> => {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await next.promise;
    }
  };
  return {
    session,
    events,
    waitFor: (wanted) => find(() => events.find(wanted)),
    waitForText: (text, channel = session.current) => find(() => recordOf(events, text, channel)),
    linesIn: (channel) => events.flatMap((event) => linesOf(event, channel)),
    async [Symbol.asyncDispose](): Promise<void> {
      await session[Symbol.asyncDispose]();
      await reading;
      await client[Symbol.asyncDispose]();
    },
  };
}

function recordOf(
  events: readonly SessionEvent[],
  text: string,
  channel: Channel,
): ChatRecord | undefined {
  for (const event of events) {
    if (event.kind !== "records" && event.kind !== "history") continue;
    if (channelKey(event.channel) !== channelKey(channel)) continue;
    const found = event.records.find(({ content }) =>
      content.kind !== "foreign" && content.text === text
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function linesOf(event: SessionEvent, channel: Channel): string[] {
  if (event.kind === "link" || event.channel === null) return [];
  if (channelKey(event.channel) !== channelKey(channel)) return [];
  if (event.kind !== "records") return [event.kind];
  return event.records.map(({ content }) =>
    content.kind === "foreign" ? content.reason : `${content.author}: ${content.text}`
  );
}
