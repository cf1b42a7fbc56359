import { type Channel, directChannel } from "../log/channel.ts";
import type { DirectRecord } from "../message/direct_message.ts";
import { ReadMarks } from "./read_marks.ts";
import { RecentRecords } from "./recent_records.ts";

/** A conversation with another user. */
export interface Conversation {
  readonly channel: Channel;
  /** The records that were read, oldest first; there can be older ones in the topic. */
  readonly records: DirectRecord[];
  readonly recent: RecentRecords;
  readonly marks: ReadMarks;
  /** Whether the view shows it: a `joined` event announced it. */
  isOpen: boolean;
}

/** Maximum number of records of a conversation in memory. */
const maxRecords = 1_000;

/** The conversations of one user, by the name of the other user. */
export class Conversations {
  readonly #self: string;
  readonly #byUser = new Map<string, Conversation>();

  constructor(self: string) {
    this.#self = self;
  }

  /** All users that the user has a conversation with. */
  get users(): Iterable<string> {
    return this.#byUser.keys();
  }

  /** All conversations, also those that are not open. */
  get all(): readonly Conversation[] {
    return [...this.#byUser.values()];
  }

  /** Returns the conversation with a user; undefined if there is none. */
  get(user: string): Conversation | undefined {
    return this.#byUser.get(user);
  }

  /** Returns the conversation with a user; creates one that is not open if there is none. */
  with(user: string): Conversation {
    let conversation = this.#byUser.get(user);
    if (conversation === undefined) {
      const marks = new ReadMarks(this.#self);
      const recent = new RecentRecords();
      conversation = { channel: directChannel(user), records: [], recent, marks, isOpen: false };
      this.#byUser.set(user, conversation);
    }
    return conversation;
  }

  /** Adds records to the conversation with a user, and returns it. */
  add(user: string, records: readonly DirectRecord[]): Conversation {
    const conversation = this.with(user);
    conversation.recent.add(records);
    conversation.records.push(...records);
    conversation.records.splice(0, conversation.records.length - maxRecords);
    return conversation;
  }
}
