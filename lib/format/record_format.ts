import { jsonWriter } from "./json_record.ts";
import type { LayoutMode } from "./layout_modifiers.ts";
import type { RecordWriter } from "./record_writer.ts";

/**
 * Parses the format in which to print records: `json` (several lines per record), `jsonl` (one line
 * per record), or a percent layout. A text with a `%` or a backslash is a layout.
 *
 * `mode` applies only to layouts: JSON escapes all control characters. The modules for layouts are
 * loaded only for a layout.
 *
 * @throws {UsageError} If the text is not a valid format.
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
  const { UnknownFormatError } = await (import("./unknown_format.ts" as string) as Promise<
    typeof import("./unknown_format.ts")
  >);
  throw new UnknownFormatError(text);
}
