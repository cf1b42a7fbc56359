import type { Channel } from "../../log/channel.ts";
import { ChannelLog } from "./channel_log.ts";
import { MessagePane } from "./message_pane.ts";
import { MessageRows, type RowCache, type RowsOptions, type UnreadLine } from "./message_rows.ts";

/** A channel on the full screen: its messages, which part is shown, and what is typed. */
export class ChannelView {
  readonly channel: Channel;
  readonly log = new ChannelLog();
  readonly pane = new MessagePane();
  /** The text that was typed when the user left the channel. */
  draft = "";
  /** The number of unread messages that mention the user. */
  mentions = 0;
  /** The line before the first unread message. */
  unread: UnreadLine | undefined;
  /** Whether older messages are being read. */
  isLoading = false;
  /** When older messages could not be read, by `performance.now()`. */
  failedAt = -Infinity;
  /** Whether its history has arrived, so that older messages can be read. */
  isReady = false;
  readonly #cache: RowCache = new Map();
  #options: RowsOptions | undefined;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  /** Returns the messages as rows. */
  rows(options: RowsOptions): MessageRows {
    const known = this.#options;
    if (known?.columns !== options.columns || known.theme !== options.theme) this.#cache.clear();
    this.#options = options;
    return new MessageRows(this.log, options, { unread: this.unread, cache: this.#cache });
  }

  /** Puts the line before the first of the last `count` messages by other users. */
  markUnread(count: number, self: string): void {
    const others = this.log.items.filter((item) =>
      item.kind === "entry" && item.entry.kind === "message" && item.entry.author !== self
    );
    const first = others.at(-Math.min(count, others.length));
    this.unread = first === undefined ? undefined : { key: first.key, count };
  }
}
