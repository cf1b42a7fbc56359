import { closest, distance } from "fastest-levenshtein";
import { UsageError } from "../errors.ts";
import { jsonWriter } from "./json_record.ts";
import { parseLayout } from "./layout.ts";
import type { LayoutMode } from "./layout_modifiers.ts";
import type { RecordWriter } from "./record_writer.ts";

/**
 * Reads the format that records are to be printed in: `json` (several lines for each), `jsonl` (one
 * line for each), or a percent layout, which anything with a `%` or a backslash is taken for.
 *
 * `raw` matters to layouts alone: JSON never holds a character that a terminal would obey.
 *
 * @throws {UsageError} When it is none of them.
 */
export function parseRecordFormat(text: string, mode: LayoutMode): RecordWriter {
  if (text === "json") return jsonWriter({ pretty: true });
  if (text === "jsonl") return jsonWriter({ pretty: false });
  if (/[%\\]/u.test(text)) return parseLayout(text, mode);
  const nearest = closest(text.toLowerCase(), ["json", "jsonl"]);
  throw new UsageError(
    `Cannot read format ${JSON.stringify(text)}: unknown, expected json, jsonl or a layout, ` +
      'for example "%v\\n"',
    {
      hint: distance(text.toLowerCase(), nearest) > 2
        ? "See wah consume --help"
        : `Did you mean ${nearest}?`,
    },
  );
}
