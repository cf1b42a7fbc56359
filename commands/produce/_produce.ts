import type { Output } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";
import { parseRecordFormat } from "../../lib/format/record_format.ts";
import { parseOffsetRange } from "../../lib/kafka/offsets/offset_range.ts";
import { markedLine } from "../../lib/text/style.ts";
import { bytesText, durationText } from "../../lib/text/units.ts";
import { visible } from "../../lib/text/visible.ts";
import { utf8 } from "../../lib/wire/bytes.ts";
import type { Acks } from "../../lib/kafka/producer/produce_round.ts";
import type { ProduceFlags } from "./_flags.ts";
import { confirmProtected } from "../_shared/confirm.ts";
import { noteLink } from "../_shared/records/note_link.ts";
import { requireTopic } from "../_shared/records/require_topic.ts";
import { openClient } from "../_shared/client.ts";
import { note } from "../_shared/note.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { printItem } from "../_shared/print.ts";
import { Progress } from "../_shared/progress.ts";
import { completeRecord, type RecordEncoding, type RecordTemplate } from "./_complete.ts";
import { type InputPlan, openInput, planInput } from "./_input.ts";
import { type ProduceProgress, ProduceRun } from "./_run.ts";
import { WrittenRecords } from "./_written.ts";

/** The command line of `wah produce`. */
export interface ProduceWords {
  readonly topic: string | undefined;
  readonly values: readonly string[];
  readonly flags: ProduceFlags;
}

/**
 * Runs `wah produce`.
 *
 * @throws {UsageError} If the command line is invalid.
 * @throws {FailedError} If the topic does not exist, or a record was not written.
 */
export async function produce(
  { topic, values, flags }: ProduceWords,
  context: CommandContext,
): Promise<void> {
  const { signal, stdout, stderr } = context;
  const isComplete = flags.tombstone === true && flags.key !== undefined;
  const { format, from } = flags;
  const allowsBlocks = topic !== undefined && hasOnlyValues(flags);
  const jsonParts = { key: flags.schemaKey !== undefined, value: flags.schema !== undefined };
  const plan = await planInput({ values, format, from, isComplete, allowsBlocks, jsonParts });
  const encoding = await loadEncoding(topic, flags, context);
  const template = templateOf(topic, { flags, encoding }, context.now());
  await using input = await openInput(plan, context);
  await confirmProtected("Write records?", "write records", context);
  await using client = await openClient(context, { action: "write records" });
  if (topic !== undefined) await requireTopic(client, topic, { signal });
  await announce(plan, context);
  const startMs = performance.now();
  await using progress = new Progress({
    stderr: {
      isTerminal: showsProgress(plan, context),
      get columns(): number {
        return stderr.columns;
      },
      styled: stderr.styled,
      write: (data) => stderr.write(data),
    },
    state: () => ({ records: run.progress.records, fraction: input.fraction() }),
  });
  const written = await writtenRecords(flags.outputFormat, progress.guard(stdout));
  const guarded = progress.guard(stderr);
  const run: ProduceRun = new ProduceRun({
    input,
    complete: (record) => completeRecord(record, template),
    completeBlock: ({ bytes, spans }) => {
      const { partition, timestamp } = template;
      return { topic: topic ?? "", partition, timestamp, bytes, spans };
    },
    producer: {
      topic,
      codec: flags.compression,
      acks: acksOf(flags.acks),
      ...(flags.partitioner === undefined ? {} : { partitioner: flags.partitioner }),
      onLink: ({ state }) => void noteLink(state, guarded, context.globals),
    },
    intervalMs: flags.rate ?? 0,
  }, {
    signal,
    warn: (text) => {
      const line = `error: ${visible(text)}`;
      // Ignores write errors: the exit status still reports the failure.
      guarded.write(`${stderr.styled ? markedLine(line) : line}\n`).catch(() => {});
    },
    ...(written === undefined ? {} : {
      onWritten: (record, partition, offset) => written.add(topic ?? "", record, partition, offset),
      drain: () => written.drain(),
    }),
  });
  const failure = await run.run(client).then(() => null, (error) => error);
  await progress[Symbol.asyncDispose]();
  if (flags.output !== "text") {
    await printItem(stdout, flags.output, run.progress, () => "");
  }
  if (failure !== null) throw failure;
  await summarize(run.progress, { topic, elapsedMs: performance.now() - startMs }, context);
}

/** Whether a line of progress would not get in the way of what the user types. */
function showsProgress(plan: InputPlan, { stdin, stderr, globals }: CommandContext): boolean {
  const isTyped = plan.kind === "stdin" && stdin.isTerminal;
  return stderr.isTerminal && !globals.quiet && !isTyped;
}

/** Whether nothing but the values of records has to be looked at one by one. */
function hasOnlyValues(flags: ProduceFlags): boolean {
  const { key, header, tombstone, rate, outputFormat, partitioner, schema, schemaKey } = flags;
  const each = [key, header, tombstone, rate, outputFormat, partitioner, schema, schemaKey];
  return each.every((flag) => flag === undefined);
}

async function loadEncoding(
  topic: string | undefined,
  flags: ProduceFlags,
  context: CommandContext,
): Promise<RecordEncoding | null> {
  const { schema, schemaKey, schemaType, schemaKeyType } = flags;
  const named = [schema, schemaKey, schemaType, schemaKeyType];
  if (named.every((each) => each === undefined)) return null;
  const { encodingOf } = await (import("./_encoding.ts" as string) as Promise<
    typeof import("./_encoding.ts")
  >);
  return await encodingOf(topic, flags, context);
}

function templateOf(
  topic: string | undefined,
  { flags, encoding }: {
    readonly flags: ProduceFlags;
    readonly encoding: RecordEncoding | null;
  },
  nowMs: number,
): RecordTemplate {
  return {
    topic,
    overridesTopic: flags.format === "jsonl" || flags.format === "json",
    key: flags.key === undefined ? null : utf8(flags.key),
    headers: flags.header ?? [],
    partition: flags.partition,
    keepsPartition: flags.partitioner === undefined,
    timestamp: flags.timestamp === undefined ? undefined : timestampOf(flags.timestamp, nowMs),
    isTombstone: flags.tombstone ?? false,
    encoding,
  };
}

function acksOf(acks: ProduceFlags["acks"]): Acks {
  return acks === "0" ? "none" : acks === "1" ? "leader" : "all";
}

/** Parses a time in the syntax of `wah consume -o @TIME`. */
function timestampOf(text: string, now: number): bigint {
  const { start, stop } = parseOffsetRange(`@${text}`, { now });
  if (start.kind === "time" && stop === null) return start.timestamp;
  throw new UsageError(`Cannot use "${text}" for --timestamp: expected one time`);
}

async function writtenRecords(
  format: string | undefined,
  stdout: Output,
): Promise<WrittenRecords | undefined> {
  if (format === undefined) return undefined;
  return new WrittenRecords(await parseRecordFormat(format, { raw: !stdout.isTerminal }), stdout);
}

/** Prints, on a terminal, what the command is waiting for. */
async function announce(plan: InputPlan, context: CommandContext): Promise<void> {
  if (plan.kind !== "stdin" || !context.stdin.isTerminal) return;
  await note("Type one record per line; Ctrl-D ends the input", context);
}

/** Prints, on a terminal, how many records were written. */
async function summarize(
  { records, bytes }: ProduceProgress,
  { topic, elapsedMs }: { readonly topic: string | undefined; readonly elapsedMs: number },
  context: CommandContext,
): Promise<void> {
  if (!context.stderr.isTerminal) return;
  const where = topic === undefined ? "" : ` to "${visible(topic)}"`;
  const count = `${records} record${records === 1 ? "" : "s"}`;
  const time = durationText(elapsedMs);
  await note(`Wrote ${count} (${bytesText(bytes)})${where} in ${time}`, context);
}
