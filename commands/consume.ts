import { UsageError } from "../lib/errors.ts";
import type { NamePattern } from "../lib/filter/name_pattern.ts";
import type { RecordWriter } from "../lib/format/record_writer.ts";
import type { OffsetRange } from "../lib/kafka/offsets/range_point.ts";
import type { RecordFormatOptions } from "../lib/format/record_format.ts";
import type { ConsumeRequest } from "./consume/_request.ts";
import { loadClient, openClient } from "./_shared/client.ts";
import { note } from "./_shared/note.ts";
import { defineCommand } from "./_shared/parser/command.ts";
import { choiceFlag, switchFlag, valueFlag } from "./_shared/parser/flag.ts";
import {
  decodeFlags,
  filterFlags,
  loadDecoding,
  loadSelection,
  partitionList,
  recordFlags,
} from "./_shared/records/record_flags.ts";

const details = `
Formats:
  json      several lines for each record: topic, key, value, headers,
            timestamp, partition, offset
  jsonl     the same on one line
  LAYOUT    text with verbs, like rpk; a newline only at "\\n"
            %v %k %t value, key, topic         %V %K %T their lengths
            %p %o partition, offset            %i a counter
            %h{%k=%v } headers, %H how many    %d timestamp
            %d{strftime[%F %T]}                %a{compression}
            %v{hex} %v{base64} %v{unpack[>I]}  %o{big64} %o{hex} for numbers
            %e %x %y epoch, producer           %[ %| %] start, stable end, end
In JSON, bytes that are not UTF-8 are {"base64":"..."}. With --decode, keys and \
values are JSON, and a value that does not decode is printed as it is, with the \
reason in "decode_error".

Offsets:
  start, end, N, +N (after the start), -N (before the end): start there, then \
wait for new records
  A:B, :B, A:end, :end: stop before B, or at the current end
  @TIME, @TIME:TIME: 2026-01-31, 2026-01-31T12:00:00Z, -1h30m, milliseconds or \
seconds

Groups:
  -g joins the group, prints the records of the partitions that it assigns, and \
commits their offsets after they are printed. -o is for partitions without a \
committed offset: start, end or @TIME; :end stops when all assigned partitions \
have reached their end.

Expressions (Common Expression Language):
  topic, partition, offset, timestamp, key, value (parsed if JSON), headers
  value.amount > 10 && value.name.startsWith("a")   has(headers.trace)
  timestamp > timestamp("2026-01-31T12:00:00Z")     key.matches("^k[0-9]+$")
  value.tags.exists(tag, tag == "new")`;

/** `wah consume`: prints records, without a consumer group unless one is named. */
export const consumeCommand = defineCommand({
  description: "Print the records of topics.",
  examples: [
    ["wah consume orders", "all records, then new ones as they arrive"],
    ["wah consume orders -o :end -f jsonl", "the records there now, one per line"],
    ["wah consume orders -o -10 -f '%k %v\\n'", "the last ten of each partition, then new ones"],
    ["wah consume orders -o @-1h:end -n 5", "the first five of the last hour"],
    ["wah consume orders --where 'value.amount > 10'", "only records with such a JSON value"],
    ["wah consume orders -g billing", "as a member of a group, which continues where it stopped"],
  ],
  args: [{ name: "TOPIC", brief: "topics to read", complete: "topic", isList: true }],
  flags: {
    offset: valueFlag("where to start and stop", {
      alias: "o",
      placeholder: "OFFSETS",
      default: "start",
    }),
    num: recordFlags.num,
    group: valueFlag("join this consumer group, and commit what is printed", {
      alias: "g",
      placeholder: "GROUP",
      complete: "group",
      conflicts: ["partitions", "sort"],
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
    readCommitted: recordFlags.readCommitted,
    onCorrupt: recordFlags.onCorrupt,
    raw: switchFlag("print control characters unescaped"),
    regex: switchFlag("TOPIC is a regular expression for whole names; includes new topics", {
      alias: "r",
      conflicts: ["partitions"],
    }),
    ...filterFlags,
    ...decodeFlags,
    strict: switchFlag("fail at the first record for which --where or --decode fails"),
    sort: choiceFlag("merge partitions by timestamp; needs offsets with an end", ["time"]),
    untilIdle: valueFlag("stop when no record arrives for this long, for example 5s", {
      placeholder: "DURATION",
    }),
    count: switchFlag("print only the number of records", { conflicts: ["format", "meta"] }),
    meta: switchFlag("add leader epoch, producer, compression and sizes to JSON"),
  },
  details,
  async run({ args: topics, flags, context }): Promise<void> {
    const { globals, stdout, stderr } = context;
    const { parseOffsetRange } =
      await (import("../lib/kafka/offsets/offset_range.ts" as string) as Promise<
        typeof import("../lib/kafka/offsets/offset_range.ts")
      >);
    const range = parseOffsetRange(flags.offset, { now: context.now() });
    if (flags.sort !== undefined && range.stop === null) throw endlessSort(flags.offset);
    if (flags.group !== undefined) await checkGroup(flags.group, flags.offset, range);
    const decoding = await loadDecoding(flags, flags.regex ? null : topics, context);
    const format = {
      raw: flags.raw ?? !stdout.isTerminal,
      meta: flags.meta ?? false,
      ...(decoding && { decoded: decoding.records }),
    };
    const request: ConsumeRequest = {
      topics,
      patterns: flags.regex ? await patternsOf(topics) : null,
      group: flags.group ?? null,
      offsets: flags.offset,
      range,
      partitions: flags.partitions,
      limit: flags.num,
      filter: await loadSelection(flags, decoding),
      decoding,
      write: flags.count ? null : await formatOf(flags.format, format),
      isSorted: flags.sort !== undefined,
      untilIdleMs: flags.untilIdle === undefined ? null : await idleTimeOf(flags.untilIdle),
      isolation: flags.readCommitted ? "committed" : "uncommitted",
      onCorrupt: flags.onCorrupt,
    };
    await loadClient();
    const [opened, { consume }] = await Promise.all([
      openClient(context, { readsOnly: flags.group === undefined, action: "commit offsets" }),
      import("./consume/_run.ts" as string) as Promise<typeof import("./consume/_run.ts")>,
    ]);
    await using client = opened;
    await consume(client, request, {
      output: stdout,
      signal: context.signal,
      note: (text) => note(text, context),
      screen: stderr.isTerminal && !globals.quiet ? stderr : null,
    });
  },
});

function endlessSort(offsets: string): UsageError {
  return new UsageError(`Cannot sort offsets "${offsets}" by time: they have no end`, {
    hint: "Give an end with -o, for example -o :end",
  });
}

/** @throws {UsageError} If a group cannot read these offsets. */
async function checkGroup(group: string, offsets: string, range: OffsetRange): Promise<void> {
  const { checkGroupRequest } = await (import("./consume/_group_request.ts" as string) as Promise<
    typeof import("./consume/_group_request.ts")
  >);
  checkGroupRequest(group, offsets, range);
}

/** @throws {UsageError} If an expression is invalid. */
async function patternsOf(expressions: readonly string[]): Promise<NamePattern[]> {
  const { namePatterns } = await (import("./_shared/select_topics.ts" as string) as Promise<
    typeof import("./_shared/select_topics.ts")
  >);
  return await namePatterns(expressions);
}

/** @throws {UsageError} If the text is not a duration. */
async function idleTimeOf(text: string): Promise<number> {
  const { duration } = await (import("./_shared/duration.ts" as string) as Promise<
    typeof import("./_shared/duration.ts")
  >);
  return duration("--until-idle")(text);
}

/** @throws {UsageError} If the text is not a format. */
async function formatOf(text: string, mode: RecordFormatOptions): Promise<RecordWriter> {
  const { parseRecordFormat } =
    await (import("../lib/format/record_format.ts" as string) as Promise<
      typeof import("../lib/format/record_format.ts")
    >);
  try {
    return await parseRecordFormat(text, mode);
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
