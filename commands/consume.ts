import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { Context } from "../lib/context.ts";
import { UsageError } from "../lib/errors.ts";
import type { ConsumeRequest } from "./consume/run.ts";
import { openClient } from "./_client.ts";
import { examples } from "./_examples.ts";
import { note } from "./_note.ts";
import { wholeNumber } from "./_options.ts";

const maxRecords = 9_999_999_999;

const details = `
Formats:
  json      several lines for each record: topic, key, value, headers, timestamp, partition, offset
  jsonl     the same on one line
  LAYOUT    text with verbs, as rpk has them; a newline only where it says "\\n"
            %v %k %t value, key, topic  %V %K %T their lengths  %p %o partition, offset
            %d timestamp, %d{strftime[%F %T]}  %h{%k=%v } headers, %H how many  %i a counter
            %v{hex} %v{base64} %v{unpack[>I]} other forms, %o{big64} %o{hex} of numbers too
            %a{compression}  %e %x %y epoch, producer  %[ %| %] log start, stable end, end
In JSON, bytes that are not UTF-8 are {"base64":"..."}.

Offsets:
  start, end, N, +N (after the start), -N (before the end): from there, then waiting for more
  A:B, :B, A:end, :end: up to before B, or to what is there now, then it ends
  @TIME, @TIME:TIME: 2026-01-31, 2026-01-31T12:00:00Z, -1h30m, milliseconds or seconds`;

/** `wah consume`: prints records, without a consumer group. */
export function consumeCommand(context: Context): CommandUnknownOpts {
  return new Command("consume")
    .description("Print the records of topics.")
    .addHelpText(
      "before",
      examples([
        ["wah consume orders", "everything, then what comes"],
        ["wah consume orders -o :end -f jsonl", "everything that is there now, a line each"],
        [
          "wah consume orders -o -10 -f '%k %v\\n'",
          "the last ten of each partition, then what comes",
        ],
        ["wah consume orders -o @-1h:end -n 5", "the first five of the last hour"],
      ]),
    )
    .addHelpText("after", details)
    .addArgument(new Argument("<topic...>", "topics to read"))
    .addOption(new Option("-o, --offset <offsets>", "where to begin, and to end").default("start"))
    .addOption(
      new Option("-n, --num <count>", "end after so many records in all; 0 is no end")
        .argParser(wholeNumber("-n", { min: 0, max: maxRecords })).default(0),
    )
    .addOption(new Option("-p, --partitions <list>", "only these partitions, comma-separated")
      .argParser(partitionList))
    .addOption(new Option("-f, --format <format>", "json, jsonl or a layout").default("json"))
    .option("--read-committed", "leave out records of open and aborted transactions")
    .addOption(
      new Option("--on-corrupt <what>", "what to do with records that cannot be read")
        .choices(["stop", "skip"]).default("stop" as const),
    )
    .option("--raw", "let control characters through to a terminal")
    .action(async (topics, options, command) => {
      const { parseOffsetRange } = await import("../lib/kafka/offset_range.ts");
      const { parseRecordFormat } = await import("../lib/format/record_format.ts");
      const request: ConsumeRequest = {
        topics,
        offsets: options.offset,
        range: parseOffsetRange(options.offset, { now: context.now() }),
        partitions: options.partitions,
        limit: options.num,
        write: parseRecordFormat(options.format, {
          raw: options.raw ?? !context.stdout.isTerminal,
        }),
        isolation: options.readCommitted ? "committed" : "uncommitted",
        onCorrupt: options.onCorrupt,
      };
      const { consume } = await import("./consume/run.ts");
      await using client = await openClient(command, context);
      await consume(client, request, {
        output: context.stdout,
        signal: context.signal,
        note: (text) => note(text, command, context),
        isWatched: context.stderr.isTerminal,
      });
    });
}

/** @throws {UsageError} If the text is not a list of partitions. */
function partitionList(text: string): number[] {
  const list = text.split(",");
  if (list.every((part) => /^\d{1,10}$/.test(part))) return list.map(Number);
  throw new UsageError(
    `Cannot use "${text}" for -p: expected partition numbers with commas, for example 0,2,5`,
  );
}
