import { type Channel, channelKey } from "../log/channel.ts";
import { type ChatRecord, type Content, type Position, positionKey } from "../message/message.ts";
import type { Session } from "./session.ts";
import { Timeline, type TimelineChange } from "../message/timeline.ts";

/** The effect of a record, for a reader who follows a channel. */
export type RecordEffect =
  /**
   * `message`: a new message. `foreign`: not a message. `unplaced`: an edit or a deletion of a
   * message that does not exist. `unchanged`: nothing to show, because it changes a deleted message
   * or is older than the edit that is shown.
   */
  | { readonly kind: "message" | "foreign" | "unplaced" | "unchanged" }
  /**
   * A message was edited or deleted, or a user who is not its author tried to do that.
   */
  | {
    readonly kind: "edited" | "deleted" | "refused";
    /** The position of the message. */
    readonly target: Position;
    /** The author of the message. */
    readonly owner: string;
  };

/** Maximum number of records of each channel in memory; older targets are read from the log. */
const maxRemembered = 10_000;

interface Fold {
  readonly timeline: Timeline;
  /** By position: records of other partitions that were looked up before they arrived. */
  readonly early: Map<string, RecordEffect>;
}

/**
 * Determines the effect of each new record of a channel, for views without a history. If the target
 * of an edit or a deletion is older than the session, reads it from the log, so that a change by
 * another user is never shown as applied.
 *
 * Keeps no texts, so its memory does not grow with their size.
 */
export class LiveFold {
  readonly #session: Pick<Session, "readAmended">;
  readonly #folds = new Map<string, Fold>();

  constructor(session: Pick<Session, "readAmended">) {
    this.#session = session;
  }

  /** Applies the next record of a channel; calls must not overlap. */
  async apply(channel: Channel, record: ChatRecord): Promise<RecordEffect> {
    const { timeline, early } = this.#fold(channel);
    const known = early.get(positionKey(record));
    if (known !== undefined) {
      early.delete(positionKey(record));
      return known;
    }
    const { content } = record;
    if ((content.kind === "edit" || content.kind === "delete") && !timeline.has(content.target)) {
      for (const amended of await this.#session.readAmended(record, channel)) {
        const effect = effectOf(timeline.apply(withoutText(amended)));
        const isKnown = effect.kind === "unchanged";
        if (!isKnown && amended.partition !== record.partition) remember(early, amended, effect);
      }
    }
    return effectOf(timeline.apply(withoutText(record)));
  }

  /** Forgets a channel whose topic was deleted and created again. */
  forget(channel: Channel): void {
    this.#folds.delete(channelKey(channel));
  }

  #fold(channel: Channel): Fold {
    const key = channelKey(channel);
    let fold = this.#folds.get(key);
    if (fold === undefined) {
      fold = { timeline: new Timeline({ maxRecords: maxRemembered }), early: new Map() };
      this.#folds.set(key, fold);
    }
    return fold;
  }
}

function remember(
  early: Map<string, RecordEffect>,
  position: Position,
  effect: RecordEffect,
): void {
  early.set(positionKey(position), effect);
  for (const oldest of early.keys()) {
    if (early.size <= maxRemembered) return;
    early.delete(oldest);
  }
}

function withoutText(record: ChatRecord): ChatRecord {
  const content: Content = record.content.kind === "foreign"
    ? { ...record.content, excerpt: "" }
    : { ...record.content, text: "" };
  return { ...record, content };
}

function effectOf(change: TimelineChange): RecordEffect {
  if (change.kind === "unchanged") return change;
  const { entry } = change;
  if (change.kind !== "added") {
    const { partition, offset, author } = change.entry;
    return { kind: change.kind, target: { partition, offset }, owner: author };
  }
  if (entry.kind !== "refused") return { kind: entry.kind };
  return { kind: "refused", target: entry.target, owner: entry.owner };
}
