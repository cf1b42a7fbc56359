import { visible } from "../../text/visible.ts";
import { entryLine, type LineStyle } from "./line.ts";
import { type ChatRecord, type Position, positionKey } from "../message/message.ts";
import { dayOf, timeOfDay } from "./time_of_day.ts";
import type { TimelineEntry } from "../message/timeline.ts";

/** Formats an entry as a line of a log: position, local date and time, then as on a terminal. */
export function logLine(entry: TimelineEntry, style: LineStyle): string {
  return entryLine(entry, labelOf(entry), style);
}

/** Formats a stored record as a line of a log; an edit is a separate line. */
export function recordLine(record: ChatRecord, style: LineStyle): string {
  const { partition, offset, timestamp, content } = record;
  const base = { partition, offset, timestamp };
  switch (content.kind) {
    case "foreign":
      return logLine({ ...content, ...base }, style);
    case "message": {
      const { author, text } = content;
      const entry = {
        ...base,
        kind: "message",
        author,
        text,
        edited: null,
        deleted: null,
      } as const;
      return logLine(entry, style);
    }
    case "edit":
    case "delete": {
      const { author, kind, text, target } = content;
      const front = `${labelOf(record)} ${visible(author)} ${kind}s ${positionKey(target)}`;
      return kind === "delete" ? front : `${front}: ${visible(text)}`;
    }
  }
}

function labelOf(record: Position & { readonly timestamp: bigint }): string {
  const day = dayOf(record.timestamp) ?? "----------";
  return `${positionKey(record)} ${day} ${timeOfDay(record.timestamp)}`;
}
