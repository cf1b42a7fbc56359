import type { KafkaClient } from "../../kafka/client.ts";
import type { Channel } from "../log/channel.ts";
import { findTarget } from "../log/find_target.ts";
import { openRoomEncoder } from "../log/room_encoder.ts";
import { writeDirect, writeToRoom } from "../log/write_message.ts";
import type { Format } from "../message/format.ts";
import type { Amendment, Position } from "../message/message.ts";
import { parseUserName } from "../message/user_name.ts";
import type { Feeds } from "./feeds.ts";
import type { Outbox } from "./outbox.ts";

/** Dependencies and options of a {@link SessionWriter}. */
export interface SessionWriterOptions {
  readonly author: string;
  /** The format of all records. Default: text, and for an edit or deletion that of its target. */
  readonly format: Format | undefined;
  readonly feeds: Feeds;
  readonly outbox: Outbox;
  readonly signal: AbortSignal;
}

/** Sends, edits and deletes the messages of a session, through its outbox. */
export class SessionWriter {
  readonly #client: KafkaClient;
  readonly #options: SessionWriterOptions;

  constructor(client: KafkaClient, options: SessionWriterOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Sends a new message; see `Session.send`. */
  async send(text: string, channel: Channel): Promise<Position | null> {
    const { author, format, feeds, outbox } = this.#options;
    const message = { kind: "message", author, text } as const;
    return await outbox.post({ channel, verb: "send", text }, async (writer) => {
      if (channel.kind === "room") {
        const { room } = channel;
        const encode = format === "json"
          ? await openRoomEncoder({ format, hasUserField: false }, () => this.#usesUserField(room))
          : writer.encode;
        return await writeToRoom({ ...writer, encode }, { room, message });
      }
      const to = parseUserName(channel.with);
      await feeds.requireInbox().topic;
      return await writeDirect(writer, { to, message, otherCopy: null });
    });
  }

  /** Appends an edit or a deletion of one of the user's own messages; see `Session.edit`. */
  async amend(message: Amendment, channel: Channel): Promise<Position | null> {
    const { author: self, format, feeds, outbox, signal } = this.#options;
    const { kind: verb, text, target } = message;
    const unsent = { channel, verb, text: verb === "edit" ? text : "" };
    return await outbox.post(unsent, async ({ send }) => {
      const { writeAmendment } = await (import("../log/write_amendment.ts" as string) as Promise<
        typeof import("../log/write_amendment.ts")
      >);
      const found = feeds.get(channel)?.recent.at(target) ??
        await findTarget(this.#client, { channel, target, self }, signal);
      return await writeAmendment(send, {
        channel,
        message,
        target: found,
        format,
        usesUserField: () =>
          channel.kind === "room" ? this.#usesUserField(channel.room) : Promise.resolve(false),
      });
    });
  }

  async #usesUserField(room: string): Promise<boolean> {
    return await this.#options.feeds.rooms.get(room)?.usesUserField() ?? false;
  }
}
