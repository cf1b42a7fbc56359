import { closest, distance } from "fastest-levenshtein";
import { UsageError } from "../errors.ts";

/** The error for a record format that is none; its hint names the nearest one, if one is near. */
export function unknownFormat(text: string): UsageError {
  const nearest = closest(text.toLowerCase(), ["json", "jsonl"]);
  return new UsageError(
    `Cannot read format ${JSON.stringify(text)}: unknown, expected json, jsonl or a layout, ` +
      'for example "%v\\n"',
    {
      hint: distance(text.toLowerCase(), nearest) > 2
        ? "See wah consume --help"
        : `Did you mean ${nearest}?`,
    },
  );
}
