import { type Channel, directChannel } from "../log/channel.ts";
import type { DirectRecord } from "../message/direct_message.ts";
import { ReadMarks } from "./read_marks.ts";
import { RecentRecords } from "./recent_records.ts";

/** A conversation with another user. */
export interface Conversation {
  readonly channel: Channel;
  /** What was read of it, the oldest first; not all there is. */
  readonly records: DirectRecord[];
  readonly recent: RecentRecords;
  readonly marks: ReadMarks;
  /** Whether a `joined` event announced it. */
  isOpen: boolean;
}

/** Most records of a conversation that stay in memory. */
const maxRecords = 1_000;

/** The conversations of one user, by the name of the other user. */
export class Conversations {
  readonly #self: string;
  readonly #byUser = new Map<string, Conversation>();

  constructor(self: string) {
    this.#self = self;
  }

  /** Everyone whom the user has a conversation with. */
  get users(): Iterable<string> {
    return this.#byUser.keys();
  }

  /** All of them, also those that are not open. */
  get all(): readonly Conversation[] {
    return [...this.#byUser.values()];
  }

  /** The conversation with this user, if there is one. */
  get(user: string): Conversation | undefined {
    return this.#byUser.get(user);
  }

  /** The conversation with this user; a new one, not open, if there is none. */
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

  /** Adds records to the conversation with this user. */
  add(user: string, records: readonly DirectRecord[]): Conversation {
    const conversation = this.with(user);
    conversation.recent.add(records);
    conversation.records.push(...records);
    conversation.records.splice(0, conversation.records.length - maxRecords);
    return conversation;
  }
}
