import { type Channel, channelKey } from "../log/channel.ts";
import { type ChatRecord, type Content, type Position, positionKey } from "../message/message.ts";
import type { Session } from "./session.ts";
import { Timeline, type TimelineChange } from "../message/timeline.ts";

/** What a record means to a reader who follows a channel. */
export type RecordEffect =
  /**
   * A new message · not a message · an edit or a deletion of a message that does not exist ·
   * nothing to show: a change to a deleted message, or an edit older than the one shown.
   */
  | { readonly kind: "message" | "foreign" | "unplaced" | "unchanged" }
  /**
   * A message that was edited or deleted, or that somebody tried to edit or delete without being
   * its author.
   */
  | {
    readonly kind: "edited" | "deleted" | "refused";
    /** The position of the message. */
    readonly target: Position;
    /** The author of the message. */
    readonly owner: string;
  };

/** Most records of each channel remembered; what is about older ones is looked up in the log. */
const maxRemembered = 10_000;

interface Fold {
  readonly timeline: Timeline;
  /** By position: records of other partitions that were looked up before they arrived. */
  readonly early: Map<string, RecordEffect>;
}

/**
 * Decides what each new record of a channel does to the messages before it, for views without a
 * history. If an edit or a deletion names a message from before the session, reads it from the log,
 * so that what its author did not do is never shown as done.
 *
 * Remembers no texts, so its memory does not grow with their size.
 */
export class LiveFold {
  readonly #session: Pick<Session, "amended">;
  readonly #folds = new Map<string, Fold>();

  constructor(session: Pick<Session, "amended">) {
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
      for (const amended of await this.#session.amended(record, channel)) {
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
