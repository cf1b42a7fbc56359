import type { Channel } from "../log/channel.ts";
import type { HistoryPage } from "../log/history_page.ts";
import type { ChatRecord, Position } from "../message/message.ts";
import type { SessionEvent } from "./session_event.ts";

/** The state of a joined channel. */
export interface ChannelState {
  readonly channel: Channel;
  /** The number of messages of other users since the last {@link Session.markRead}. */
  readonly unread: number;
  /** Whether lines that name no channel are sent here. */
  readonly isCurrent: boolean;
}

/** A user who is in a room. */
export interface Presence {
  readonly user: string;
  /** When the oldest of their sessions began, in milliseconds since the Unix epoch. */
  readonly since: number;
  /** The number of their sessions in the room; at least one. */
  readonly sessions: number;
}

/** A message, edit or deletion that the broker has not acknowledged yet. */
export interface Unsent {
  readonly channel: Channel;
  readonly verb: "send" | "edit" | "delete";
  /** The text of a message, or the new text of an edit; empty for a deletion. */
  readonly text: string;
}

/**
 * The joined rooms and conversations, as a view sees them.
 *
 * Everything to show arrives as {@link events}, including the results of the user's own calls. In
 * all methods, the default channel is {@link current}.
 */
export interface Session {
  readonly author: string;
  /** The channel of lines that name no channel: the first room, until the user switches. */
  readonly current: Channel;
  /** Everything that is not acknowledged yet, in the order in which it was typed. */
  readonly unsent: readonly Unsent[];

  /** Returns all events, for one reader; ends when the session does. */
  events(): AsyncIterable<SessionEvent>;

  /** Lists the joined channels: rooms in the order of joining, then conversations. */
  channels(): readonly ChannelState[];

  /**
   * Sends a message: in order, once, and as soon as the broker is reachable. A direct message goes
   * to the topic `chat-inbox`, which needs no joining.
   *
   * @returns The position of the message once all in-sync replicas have it; in a conversation, that
   * of the author's copy. Null if the broker already had the message and did not return it.
   * @throws {FailedError} If the broker does not accept the message.
   */
  send(text: string, channel?: Channel): Promise<Position | null>;

  /**
   * Edits one of the user's own messages by appending an edit record.
   *
   * @throws {FailedError} If the target is not a message by the user; or as {@link send} does.
   */
  edit(target: Position, text: string, channel?: Channel): Promise<Position | null>;

  /** Deletes one of the user's own messages; fails like {@link edit}. */
  delete(target: Position, channel?: Channel): Promise<Position | null>;

  /**
   * Joins a room and makes it the current one; creates it if it does not exist. A joined room only
   * becomes current. `joined` and `history` follow as events.
   *
   * @throws {UsageError} If the name is not valid for a room.
   * @throws {KafkaError} If the broker does not allow reading or creating it.
   */
  join(room: string): Promise<void>;

  /**
   * Leaves a room, or closes a conversation until its next message. If it was the current channel,
   * the room joined last becomes current.
   *
   * @throws {UsageError} If it is not joined, or the only room.
   */
  leave(channel?: Channel): Promise<void>;

  /**
   * Makes a channel the current one. Opens a conversation that is not open yet: `joined` and
   * `history` follow as events.
   *
   * @throws {UsageError} If it is a room that is not joined, or the user name is invalid.
   */
  switchTo(channel: Channel): Promise<void>;

  /** Lists who is in a room, the user included, by name; empty while that is unknown. */
  who(channel?: Channel): readonly Presence[];

  /**
   * Reads the last records of a channel, like those of a `history` event.
   *
   * @param lines Number of entries that the records fold into; there can be more records.
   */
  history(lines: number, channel?: Channel): Promise<readonly ChatRecord[]>;

  /**
   * Reads the records of a channel that are just before known ones.
   *
   * @param before The offset after the last one to read, by partition; the end where it has none.
   * @param records Number of records to read of each partition of a room.
   */
  page(
    before: ReadonlyMap<number, bigint>,
    records: number,
    channel?: Channel,
  ): Promise<HistoryPage>;

  /**
   * Reads the records that decide what an edit or a deletion does, if {@link events} did not yield
   * them: its target and everything between the two, oldest first. Empty if there is no record at
   * the target, or it cannot be read.
   */
  readAmended(record: ChatRecord, channel?: Channel): Promise<readonly ChatRecord[]>;

  /** Lists the users who are in a channel or wrote something there, for completion; sorted. */
  userNames(channel?: Channel): readonly string[];

  /**
   * Returns whether a user of that name is in a joined room, or wrote a record that was read since
   * the session began or in the history before. True for {@link author}.
   */
  hasSeen(user: string): boolean;

  /**
   * Marks everything that {@link events} yielded for a channel as read: its unread count becomes 0,
   * and the unread marker of the next visit is after it. Cheap enough for every key press.
   */
  markRead(channel?: Channel): void;

  /**
   * Saves the end of everything that {@link events} yielded as the read position of every channel.
   * For views that show all channels in one stream, after the user has seen it. Keeps the unread
   * counts, because they tell the user which channels to visit.
   */
  markShown(): void;
}
