import { type Channel, channelKey } from "../log/channel.ts";
import { type Position, positionKey } from "../message/message.ts";
import type { MessageEntry } from "../message/timeline.ts";

/** A message with the number by which the user refers to it. */
export interface NumberedMessage {
  readonly number: number;
  readonly channel: Channel;
  /** The message with its edits and its deletion applied. */
  readonly entry: MessageEntry;
}

/** Maximum number of messages that have a number; the oldest lose theirs. */
const maxNumbered = 10_000;

/** Numbers the messages of all channels, in the order in which they are first shown. */
export class MessageNumbers {
  readonly #messages = new Map<number, NumberedMessage>();
  /** By channel and position. */
  readonly #numbers = new Map<string, number>();
  #last = 0;

  /** Returns the number of a message, a new one if it has none, and stores its current state. */
  assign(channel: Channel, entry: MessageEntry): number {
    const key = keyOf(channel, entry);
    const number = this.#numbers.get(key) ?? ++this.#last;
    this.#numbers.set(key, number);
    this.#messages.set(number, { number, channel, entry });
    if (this.#messages.size > maxNumbered) {
      const [oldest] = this.#messages.values();
      this.#messages.delete(oldest!.number);
      this.#numbers.delete(keyOf(oldest!.channel, oldest!.entry));
    }
    return number;
  }

  /** Returns the message with a number; undefined if there is none. */
  get(number: number): NumberedMessage | undefined {
    return this.#messages.get(number);
  }

  /** Returns the number of the message at a position; undefined if it has none. */
  at(channel: Channel, position: Position): number | undefined {
    return this.#numbers.get(keyOf(channel, position));
  }

  /** Returns the messages of a channel, in the order of their numbers. */
  in(channel: Channel): NumberedMessage[] {
    const key = channelKey(channel);
    return [...this.#messages.values()].filter(({ channel }) => channelKey(channel) === key);
  }

  /** Removes the numbers of a channel whose topic was deleted and created again. */
  forget(channel: Channel): void {
    for (const { number, entry } of this.in(channel)) {
      this.#messages.delete(number);
      this.#numbers.delete(keyOf(channel, entry));
    }
  }
}

function keyOf(channel: Channel, position: Position): string {
  return `${channelKey(channel)} ${positionKey(position)}`;
}
