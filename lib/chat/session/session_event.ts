import type { Channel } from "../log/channel.ts";
import type { ChatRecord, Position } from "../message/message.ts";

/** An event in the joined channels. Each names its channel, except those about the connection. */
export type SessionEvent =
  /** A channel was joined; comes before all other events about it. */
  | {
    readonly kind: "joined";
    readonly channel: Channel;
    /** Whether the room was created. */
    readonly isNew: boolean;
  }
  /** A channel was left; no event about it follows. */
  | { readonly kind: "left"; readonly channel: Channel }
  /** The history of a channel, once; omitted if the session has no history. */
  | HistoryEvent
  /** New records of a channel, in the order of the log, the user's own included. */
  | {
    readonly kind: "records";
    readonly channel: Channel;
    readonly records: readonly ChatRecord[];
  }
  /** The room was deleted and created again: offsets restart at 0 and name other messages. */
  | { readonly kind: "recreated"; readonly channel: Channel }
  /** Another user entered a room with their first session, or left it with their last. */
  | {
    readonly kind: "presence";
    readonly channel: Channel;
    readonly user: string;
    readonly isHere: boolean;
  }
  /** Too many other users arrived or left for one event each; counts only the unnamed ones. */
  | {
    readonly kind: "presence-summary";
    readonly channel: Channel;
    readonly arrived: number;
    readonly left: number;
  }
  /** The connection to the broker was lost. */
  | { readonly kind: "link"; readonly isUp: false }
  /**
   * The broker can be reached again. `missed` is the number of messages of other users since then;
   * they follow as `records`, and unsent messages are sent.
   */
  | { readonly kind: "link"; readonly isUp: true; readonly missed: number }
  /** A text that the user should know; the channel is null if it is about none. */
  | { readonly kind: "notice"; readonly channel: Channel | null; readonly text: string };

/** The records of a channel from before joining, and which of them are unread. */
export interface HistoryEvent {
  readonly kind: "history";
  readonly channel: Channel;
  /** Merged by time. There can be more of them than entries, because of edits and deletions. */
  readonly records: readonly ChatRecord[];
  /**
   * The record before which the unread marker is shown, one of `records`. Null if all are read, if
   * no read position is saved, or if none of `records` is unread.
   */
  readonly firstUnread: Position | null;
  /** The number of messages of other users since the last visit, also of older ones. */
  readonly unread: number;
}
