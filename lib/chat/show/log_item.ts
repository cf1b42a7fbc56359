import type { RecordEffect } from "../session/live_fold.ts";
import type { ChatRecord } from "../message/message.ts";
import type { TimelineEntry } from "../message/timeline.ts";

/** An entry or a record as plain data, for JSON output. */
export type LogItem = Readonly<Record<string, unknown>>;

/** Converts an entry. Fields that do not apply are absent; those without a value are null. */
export function entryItem(entry: TimelineEntry): LogItem {
  const { kind, partition, offset, timestamp } = entry;
  const position = { kind, partition, offset, timestamp };
  switch (entry.kind) {
    case "message": {
      const { author, deleted, edited } = entry;
      return { ...position, author, text: deleted === null ? entry.text : null, edited, deleted };
    }
    case "unplaced": {
      const { author, text, verb, target } = entry;
      return { ...position, author, text, verb, target };
    }
    case "refused": {
      const { author, text, verb, target, owner } = entry;
      return { ...position, author, text, verb, target, owner };
    }
    case "foreign": {
      const { reason, excerpt, isTombstone } = entry;
      return isTombstone ? { ...position, kind: "tombstone" } : { ...position, reason, excerpt };
    }
  }
}

/**
 * Converts a record together with its effect, for bots. Its `kind` is `said`, or `edit` or `delete`
 * for a change that was applied, whose `target` is the message itself. A change that was not
 * applied is `refused` if another user, the `owner`, wrote the message, and `unplaced` if its
 * target was not found; `verb` is then `edit` or `delete`.
 *
 * @returns Null if the record is not a message, or changed nothing.
 */
export function effectItem(record: ChatRecord, effect: RecordEffect): LogItem | null {
  const { content } = record;
  if (content.kind === "foreign") return null;
  const item = recordItem(record);
  switch (effect.kind) {
    case "edited":
    case "deleted":
      return { ...item, target: effect.target };
    case "refused":
    case "unplaced": {
      const { kind, target: named, ...rest } = item;
      const target = effect.kind === "refused" ? effect.target : named;
      const owner = effect.kind === "refused" ? { owner: effect.owner } : {};
      return { kind: effect.kind, ...rest, verb: kind, target, ...owner };
    }
    case "message":
      return item;
    default:
      return null;
  }
}

/** Converts a stored record. Its `kind` is said, edit, delete, foreign or tombstone. */
export function recordItem({ partition, offset, timestamp, content }: ChatRecord): LogItem {
  const kind = content.kind === "message" ? "said" : content.kind;
  const position = { kind, partition, offset, timestamp };
  switch (content.kind) {
    case "foreign": {
      const { reason, excerpt, isTombstone } = content;
      return isTombstone ? { ...position, kind: "tombstone" } : { ...position, reason, excerpt };
    }
    case "message": {
      const { author, text } = content;
      return { ...position, author, text };
    }
    default: {
      const { author, text, target } = content;
      return { ...position, author, text, target };
    }
  }
}
