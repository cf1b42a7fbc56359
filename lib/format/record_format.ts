import { UsageError } from "../errors.ts";
import type { DecodedRecords } from "./decoded_records.ts";
import { jsonWriter } from "./json_record.ts";
import type { LayoutMode } from "./layout_modifiers.ts";
import type { RecordWriter } from "./record_writer.ts";

/** Options of {@link parseRecordFormat}. */
export interface RecordFormatOptions extends LayoutMode {
  /** Whether JSON has the metadata of the batch and the sizes as well. Default: false. */
  readonly meta?: boolean;
  /** Decodes keys and values. Default: they are printed as they are. */
  readonly decoded?: DecodedRecords | undefined;
}

/**
 * Parses the format in which to print records: `json` (several lines per record), `jsonl` (one line
 * per record), or a percent layout. A text with a `%` or a backslash is a layout.
 *
 * The mode applies only to layouts: JSON escapes all control characters. The modules for layouts
 * are loaded only for a layout.
 *
 * @throws {UsageError} If the text is not a valid format, or a layout with `meta`.
 */
export async function parseRecordFormat(
  text: string,
  { meta = false, decoded, ...mode }: RecordFormatOptions,
): Promise<RecordWriter> {
  if (text === "json" || text === "jsonl") {
    const pretty = text === "json";
    return jsonWriter({ pretty, decoded, ...(meta && { appendMeta: await loadMeta(pretty) }) });
  }
  if (meta) {
    throw new UsageError(`Cannot add metadata to format ${JSON.stringify(text)}: it is a layout`, {
      hint: "Use -f json or -f jsonl; layouts have verbs, for example %e and %a{compression}",
    });
  }
  if (/[%\\]/u.test(text)) {
    const { parseLayout } = await (import("./layout.ts" as string) as Promise<
      typeof import("./layout.ts")
    >);
    const write = parseLayout(text, mode);
    if (decoded === undefined) return write;
    return (record, source, out) => write(decoded.asText(record, source), source, out);
  }
  const { UnknownFormatError } = await (import("./unknown_format.ts" as string) as Promise<
    typeof import("./unknown_format.ts")
  >);
  throw new UnknownFormatError(text);
}

async function loadMeta(pretty: boolean): Promise<RecordWriter> {
  const { metaWriter } = await (import("./json_meta.ts" as string) as Promise<
    typeof import("./json_meta.ts")
  >);
  return metaWriter({ pretty });
}
