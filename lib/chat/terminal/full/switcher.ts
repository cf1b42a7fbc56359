import { type Channel, channelKey } from "../../log/channel.ts";

/** A room or a user to switch to. */
export interface SwitcherChoice {
  readonly channel: Channel;
  readonly unread: number;
  /** The number of unread messages that mention the user. */
  readonly mentions: number;
}

/** The quick switcher: a typed text, and the rooms and users that match it. */
export class Switcher {
  readonly #choices: readonly SwitcherChoice[];
  #query = "";
  #index = 0;

  /** @param choices In their usual order; those with mentions and unread messages come first. */
  constructor(choices: readonly SwitcherChoice[]) {
    const rank = ({ mentions, unread }: SwitcherChoice): number => (
      mentions > 0 ? 2 : unread > 0 ? 1 : 0
    );
    this.#choices = choices.toSorted((one, other) =>
      rank(other) - rank(one) || other.mentions - one.mentions || other.unread - one.unread
    );
  }

  /** The typed text. */
  get query(): string {
    return this.#query;
  }

  /** The choices whose name contains the typed text, ignoring case. */
  get matches(): readonly SwitcherChoice[] {
    const wanted = this.#query.toLowerCase();
    return this.#choices.filter(({ channel }) =>
      channelKey(channel).toLowerCase().includes(wanted)
    );
  }

  /** The index of the selected match. */
  get index(): number {
    return this.#index;
  }

  /** The selected match; undefined if nothing matches. */
  get selected(): SwitcherChoice | undefined {
    return this.matches[this.#index];
  }

  /** Replaces the typed text, and selects the first match. */
  type(query: string): void {
    this.#query = query;
    this.#index = 0;
  }

  /** Selects the next match in a direction; after the last one comes the first. */
  move(step: -1 | 1): void {
    const { length } = this.matches;
    if (length > 0) this.#index = (this.#index + step + length) % length;
  }
}
