import type { ChatRecord } from "./message.ts";
import type { Entry } from "./timeline.ts";

/** Plain data for other programs. */
export type LogItem = Readonly<Record<string, unknown>>;

/** An entry as other programs see it: what does not apply is not there, what is not is null. */
export function entryItem(entry: Entry): LogItem {
  const { kind, partition, offset, timestamp } = entry;
  const place = { kind, partition, offset, timestamp };
  switch (entry.kind) {
    case "message": {
      const { author, deleted, edited } = entry;
      return { ...place, author, text: deleted === null ? entry.text : null, edited, deleted };
    }
    case "unplaced": {
      const { author, text, verb, target } = entry;
      return { ...place, author, text, verb, target };
    }
    case "refused": {
      const { author, text, verb, target, owner } = entry;
      return { ...place, author, text, verb, target, owner };
    }
    case "foreign": {
      const { reason, excerpt } = entry;
      return { ...place, reason, excerpt };
    }
  }
}

/** A record as it lies in the log, with its `kind`: said, edit, delete or foreign. */
export function recordItem({ partition, offset, timestamp, content }: ChatRecord): LogItem {
  const place = { kind: content.kind, partition, offset, timestamp };
  switch (content.kind) {
    case "foreign": {
      const { reason, excerpt } = content;
      return { ...place, reason, excerpt };
    }
    case "said": {
      const { author, text } = content;
      return { ...place, author, text };
    }
    default: {
      const { author, text, target } = content;
      return { ...place, author, text, target };
    }
  }
}
