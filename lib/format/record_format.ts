import { jsonWriter } from "./json_record.ts";
import type { LayoutMode } from "./layout_modifiers.ts";
import type { RecordWriter } from "./record_writer.ts";

/**
 * Reads the format that records are to be printed in: `json` (several lines for each), `jsonl` (one
 * line for each), or a percent layout, which anything with a `%` or a backslash is taken for.
 *
 * `raw` matters to layouts alone: JSON never holds a character that a terminal would obey. What
 * only layouts need is loaded if there is one.
 *
 * @throws {UsageError} If it is none of them.
 */
export async function parseRecordFormat(text: string, mode: LayoutMode): Promise<RecordWriter> {
  if (text === "json") return jsonWriter({ pretty: true });
  if (text === "jsonl") return jsonWriter({ pretty: false });
  if (/[%\\]/u.test(text)) {
    const { parseLayout } = await (import("./layout.ts" as string) as Promise<
      typeof import("./layout.ts")
    >);
    return parseLayout(text, mode);
  }
  const { unknownFormat } = await (import("./unknown_format.ts" as string) as Promise<
    typeof import("./unknown_format.ts")
  >);
  throw unknownFormat(text);
}
