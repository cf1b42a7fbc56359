import type { Channel } from "../log/channel.ts";
import type { ChatRecord, Position } from "../message/message.ts";
import type { SessionEvent } from "./session_event.ts";

/** A channel as it stands. */
export interface ChannelState {
  readonly channel: Channel;
  /** Messages of others that {@link Session.markRead} has not covered. */
  readonly unread: number;
  /** Whether it is where lines go that name no channel. */
  readonly isCurrent: boolean;
}

/** Somebody who is in a room. */
export interface Presence {
  readonly user: string;
  /** When the oldest of their sessions came, in milliseconds since the Unix epoch. */
  readonly since: number;
  /** How many sessions of theirs there are; at least one. */
  readonly sessions: number;
}

/** Something that the broker has not acknowledged yet. */
export interface Unsent {
  readonly channel: Channel;
  readonly verb: "send" | "edit" | "delete";
  /** What is said, or the new text of an edit; empty for a deletion. */
  readonly text: string;
}

/**
 * Rooms and conversations that one has joined, as those see them who show them.
 *
 * All that can be seen comes as {@link events}, also what one's own calls bring about; what is
 * asked for here only changes the state. A channel that is left out means {@link current}.
 */
export interface Session {
  readonly author: string;
  /** Where lines go that name no channel: the first room, until another is chosen. */
  readonly current: Channel;
  /** All that is not acknowledged yet, in the order in which it was typed. */
  readonly unsent: readonly Unsent[];

  /** All that happens, for one reader; ends when the session does. */
  events(): AsyncIterable<SessionEvent>;

  /** The channels that are joined: rooms in the order of joining, then conversations. */
  channels(): readonly ChannelState[];

  /**
   * Says something. In order, once, and as soon as the broker is there to take it. In a channel
   * that is a conversation it goes to `chat-inbox`, which needs no joining.
   *
   * @returns The record's place once all in-sync replicas have it, of one's own copy in a
   * conversation; null where the broker only said that it has it already.
   * @throws {FailedError} When the broker refuses it, or can no longer be asked.
   */
  send(text: string, channel?: Channel): Promise<Position | null>;

  /**
   * Gives a message of one's own another text, by a record of its own; it folds like everybody's.
   *
   * @throws {FailedError} When the message is not one's own, or is none; or as {@link say} does.
   */
  edit(target: Position, text: string, channel?: Channel): Promise<Position | null>;

  /** Deletes a message of one's own, in the way and with the errors of {@link edit}. */
  delete(target: Position, channel?: Channel): Promise<Position | null>;

  /**
   * Joins a room, which is created where it is missing, and makes it the current one. One that is
   * joined already just becomes current. `joined` and `history` come as events.
   *
   * @throws {UsageError} When no room can have that name.
   * @throws {KafkaError} When the broker refuses to show or to create it.
   */
  join(room: string): Promise<void>;

  /**
   * Leaves a room, or puts a conversation away until somebody writes again. The current channel
   * falls to the room joined last.
   *
   * @throws {UsageError} When it is not joined, or the only room.
   */
  leave(channel?: Channel): Promise<void>;

  /**
   * Makes a channel the current one. A conversation that is not open yet is opened: `joined` and
   * `history` come as events.
   *
   * @throws {UsageError} When it is a room that is not joined, or no user can have that name.
   */
  switchTo(channel: Channel): Promise<void>;

  /** Who is in a room, oneself included, by name; empty while nothing is known. */
  who(channel?: Channel): readonly Presence[];

  /**
   * The last lines of a channel as records, as `history` has them; for whoever wants more of them.
   *
   * @param lines Most lines that the records fold into; there may be more records.
   */
  history(lines: number, channel?: Channel): Promise<readonly ChatRecord[]>;

  /**
   * The records that decide what an edit or a deletion does, if {@link events} did not give them:
   * its target and what lies between the two, oldest first. Empty if nothing is at the target, or
   * it cannot be read.
   */
  amended(record: ChatRecord, channel?: Channel): Promise<readonly ChatRecord[]>;

  /** Everybody who is in a channel or has said something there, for completion; sorted. */
  nicks(channel?: Channel): readonly string[];

  /**
   * Whether a user of that name is in a joined room, or wrote something that was read since the
   * session began or in the history before. True for {@link author}.
   */
  hasSeen(user: string): boolean;

  /**
   * All that {@link events} has given out of a channel so far was seen by somebody: its unread
   * count is 0, and the next visit's marker stands behind it. Cheap; for a view to call whenever it
   * has reason to think so.
   */
  markRead(channel?: Channel): void;

  /**
   * A view that shows all channels in one stream, and whose user has just seen all of it, calls
   * this: everything that {@link events} yielded so far is not new at the next visit. Unread counts
   * stay, because they tell the user which channels to visit.
   */
  markShown(): void;
}
