import { UsageError } from "../lib/errors.ts";
import type { RecordWriter } from "../lib/format/record_writer.ts";
import type { ConsumeRequest } from "./consume/_run.ts";
import { loadClient, openClient } from "./_shared/client.ts";
import { partitionList } from "./_shared/partition_list.ts";
import { note } from "./_shared/note.ts";
import { defineCommand } from "./_shared/parser/command.ts";
import { choiceFlag, switchFlag, valueFlag, wholeNumber } from "./_shared/parser/flag.ts";

const maxRecords = 9_999_999_999;

const details = `
Formats:
  json      several lines for each record: topic, key, value, headers, timestamp, partition, offset
  jsonl     the same on one line
  LAYOUT    text with verbs, like rpk; a newline only at "\\n"
            %v %k %t value, key, topic  %V %K %T their lengths  %p %o partition, offset
            %d timestamp, %d{strftime[%F %T]}  %h{%k=%v } headers, %H how many  %i a counter
            %v{hex} %v{base64} %v{unpack[>I]} other forms; %o{big64} %o{hex} for numbers too
            %a{compression}  %e %x %y epoch, producer  %[ %| %] log start, stable end, end
In JSON, bytes that are not UTF-8 are {"base64":"..."}.

Offsets:
  start, end, N, +N (after the start), -N (before the end): start there, then wait for new records
  A:B, :B, A:end, :end: stop before B, or at the current end
  @TIME, @TIME:TIME: 2026-01-31, 2026-01-31T12:00:00Z, -1h30m, milliseconds or seconds`;

/** `wah consume`: prints records, without a consumer group. */
export const consumeCommand = defineCommand({
  description: "Print the records of topics.",
  examples: [
    ["wah consume orders", "all records, then new ones as they arrive"],
    ["wah consume orders -o :end -f jsonl", "the records there now, one per line"],
    ["wah consume orders -o -10 -f '%k %v\\n'", "the last ten of each partition, then new ones"],
    ["wah consume orders -o @-1h:end -n 5", "the first five of the last hour"],
  ],
  args: [{ name: "TOPIC", brief: "topics to read", complete: "topic", isList: true }],
  flags: {
    offset: valueFlag("where to start and stop", {
      alias: "o",
      placeholder: "OFFSETS",
      default: "start",
    }),
    num: valueFlag("stop after this many records in total; 0 for no limit", {
      alias: "n",
      placeholder: "COUNT",
      parse: wholeNumber("-n", { min: 0, max: maxRecords }),
      default: "0",
    }),
    partitions: valueFlag("only these partitions, separated by commas", {
      alias: "p",
      placeholder: "LIST",
      parse: partitionList,
    }),
    format: valueFlag("json, jsonl or a layout", {
      alias: "f",
      placeholder: "FORMAT",
      default: "json",
    }),
    readCommitted: switchFlag("skip records of open and aborted transactions"),
    onCorrupt: choiceFlag("what to do with records that cannot be read", ["stop", "skip"], {
      default: "stop",
    }),
    raw: switchFlag("print control characters unescaped"),
  },
  details,
  async run({ args: topics, flags, context }): Promise<void> {
    const { parseOffsetRange } =
      await (import("../lib/kafka/offsets/offset_range.ts" as string) as Promise<
        typeof import("../lib/kafka/offsets/offset_range.ts")
      >);
    const request: ConsumeRequest = {
      topics,
      offsets: flags.offset,
      range: parseOffsetRange(flags.offset, { now: context.now() }),
      partitions: flags.partitions,
      limit: flags.num,
      write: await formatOf(flags.format, flags.raw ?? !context.stdout.isTerminal),
      isolation: flags.readCommitted ? "committed" : "uncommitted",
      onCorrupt: flags.onCorrupt,
    };
    await loadClient();
    const [opened, { consume }] = await Promise.all([
      openClient(context, { readsOnly: true }),
      import("./consume/_run.ts" as string) as Promise<typeof import("./consume/_run.ts")>,
    ]);
    await using client = opened;
    await consume(client, request, {
      output: context.stdout,
      signal: context.signal,
      note: (text) => note(text, context),
      isWatched: context.stderr.isTerminal,
    });
  },
});

/** @throws {UsageError} If the text is not a format. */
async function formatOf(text: string, raw: boolean): Promise<RecordWriter> {
  const { parseRecordFormat } =
    await (import("../lib/format/record_format.ts" as string) as Promise<
      typeof import("../lib/format/record_format.ts")
    >);
  try {
    return await parseRecordFormat(text, { raw });
  } catch (error) {
    if (!(error instanceof UsageError) || error.hint !== undefined) throw error;
    const { UnknownFormatError } =
      await (import("../lib/format/unknown_format.ts" as string) as Promise<
        typeof import("../lib/format/unknown_format.ts")
      >);
    if (!(error instanceof UnknownFormatError)) throw error;
    throw new UsageError(error.message, { hint: "See wah consume --help" });
  }
}
