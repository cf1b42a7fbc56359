import type { Channel } from "../log/channel.ts";
import type { ChatRecord, Position } from "../message/message.ts";

/** What happens in the channels that one has joined; each names its channel, but for the link. */
export type SessionEvent =
  /** A channel is there from now on; comes before all else about it. */
  | {
    readonly kind: "joined";
    readonly channel: Channel;
    /** Whether the room did not exist before. */
    readonly isNew: boolean;
  }
  /** A channel is there no more; nothing follows about it. */
  | { readonly kind: "left"; readonly channel: Channel }
  /** What was said before, merged by time; comes once, first, unless no history was asked for. */
  | HistoryEvent
  /** What was read from the log since, in its order; one's own included. */
  | {
    readonly kind: "records";
    readonly channel: Channel;
    readonly records: readonly ChatRecord[];
  }
  /** The room was deleted and created again: offsets begin anew, and name other messages. */
  | { readonly kind: "recreated"; readonly channel: Channel }
  /** Somebody else came into a room, or left it; only the first and the last of their sessions. */
  | {
    readonly kind: "presence";
    readonly channel: Channel;
    readonly user: string;
    readonly isHere: boolean;
  }
  /** Too many other users arrived or left for an event each; these counts leave out those named. */
  | {
    readonly kind: "presence-summary";
    readonly channel: Channel;
    readonly arrived: number;
    readonly left: number;
  }
  /** The way to the broker is lost. */
  | { readonly kind: "link"; readonly isUp: false }
  /**
   * The way to the broker is back. `missed` messages of others came meanwhile; they follow, as
   * `records`, and what is unsent goes out.
   */
  | { readonly kind: "link"; readonly isUp: true; readonly missed: number }
  /** Something that a reader should know, as a sentence; about no channel where it is null. */
  | { readonly kind: "notice"; readonly channel: Channel | null; readonly text: string };

/** What was said in a channel before one came, and which of it one has not seen yet. */
export interface HistoryEvent {
  readonly kind: "history";
  readonly channel: Channel;
  /** More than the lines asked for where edits and deletions are among them. */
  readonly records: readonly ChatRecord[];
  /**
   * Where the unread marker belongs: in front of this record, which is one of `records`. Null where
   * all is read, where nothing is known of earlier visits, or where none of `records` is unread.
   */
  readonly firstUnread: Position | null;
  /** Messages of others since one was last there, older ones than `records` included. */
  readonly unread: number;
}
