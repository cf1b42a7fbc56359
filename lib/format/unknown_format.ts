import { closest, distance } from "fastest-levenshtein";
import { UsageError } from "../errors.ts";

/** A record format that does not exist. The hint is the nearest name, if one is similar. */
export class UnknownFormatError extends UsageError {
  constructor(text: string) {
    const nearest = closest(text.toLowerCase(), ["json", "jsonl"]);
    const isNear = distance(text.toLowerCase(), nearest) <= 2;
    super(
      `Cannot read format ${JSON.stringify(text)}: unknown, expected json, jsonl or a layout, ` +
        'for example "%v\\n"',
      isNear ? { hint: `Did you mean ${nearest}?` } : {},
    );
  }
}
