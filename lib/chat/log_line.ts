import { entryLine, type LineStyle } from "./line.ts";
import { placeKey } from "./message.ts";
import { dayOf, timeOfDay } from "./time_of_day.ts";
import type { Entry } from "./timeline.ts";

/** An entry as a line of a log: place, local date and time, then as on a terminal. */
export function logLine(entry: Entry, style: LineStyle): string {
  const day = dayOf(entry.timestamp) ?? "----------";
  return entryLine(entry, `${placeKey(entry)} ${day} ${timeOfDay(entry.timestamp)}`, style);
}
