import { CopyFailures } from "../../lib/copy/copy_failures.ts";
import { CopyPosition } from "../../lib/copy/copy_position.ts";
import { CopyRun } from "../../lib/copy/copy_run.ts";
import type { Destination } from "../../lib/copy/destination.ts";
import { OffsetRanges } from "../../lib/copy/offset_ranges.ts";
import { type CopyEnds, failedRounds, readTargets } from "../../lib/copy/resume_plan.ts";
import type { Transform } from "../../lib/copy/transform.ts";
import type { Output } from "../../lib/context.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { TopicMetadata } from "../../lib/kafka/metadata.ts";
import type { Isolation, ReaderNotice } from "../../lib/kafka/reader/read_target.ts";
import { markedLine } from "../../lib/text/style.ts";
import { visible } from "../../lib/text/visible.ts";
import { noteLink } from "../_shared/records/note_link.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { failAfter, printItem } from "../_shared/print.ts";
import { Progress } from "../_shared/progress.ts";
import type { NoteWriter } from "../_shared/records/read_notes.ts";
import type { Decoding } from "../_shared/records/decoding.ts";
import type { RecordSelection } from "../_shared/records/record_selection.ts";
import type { CopyFlags } from "./_flags.ts";
import { failedError, interruptedError, reportText, withHint } from "./_report.ts";
import { remember, type Resumption, startSaving } from "./_resume.ts";

/** Which records to copy, and what they become. */
export interface JobSelection {
  /** Null for all records. */
  readonly selection: RecordSelection | null;
  /** Null if expressions see keys and values as they are. */
  readonly decoding: Decoding | null;
  /** Null to copy records as they are. */
  readonly transform: Transform | null;
}

/** Everything that a copy needs to know. */
export interface CopyJob extends JobSelection {
  readonly source: KafkaClient;
  readonly target: KafkaClient;
  readonly from: TopicMetadata;
  /** Null if headers name the topics. */
  readonly to: string | null;
  readonly ends: CopyEnds;
  readonly destination: Destination;
  readonly resumption: Resumption;
  readonly isDryRun: boolean;
  readonly isolation: Isolation;
  readonly flags: CopyFlags;
  readonly notes: NoteWriter;
  readonly onNotice: (notice: ReaderNotice) => void;
}

/** Most bytes of one response; a larger one costs memory, and is no faster. */
const maxFetchBytes = 2 * 1024 * 1024;

/**
 * Copies, and prints the result.
 *
 * @throws {FailedError} If a record was not copied.
 * @throws {InterruptedError} After an interrupt; the message says what was not copied.
 */
export async function runJob(job: CopyJob, context: CommandContext): Promise<void> {
  const { flags, from, ends, resumption, isDryRun, notes } = job;
  const { signal, stdout, stderr } = context;
  const startMs = performance.now();
  const positions: CopyPosition[] = [];
  await using progress = new Progress({
    stderr: context.globals.quiet ? silent : stderr,
    state: () => ({ records: run.progress.records, fraction: fractionOf(positions) }),
  });
  const failures = new CopyFailures(from.name, warnOn(progress.guard(stderr)));
  /** Where failed records are remembered; a retry has its own list until it ends. */
  let failed = resumption.failed;
  const run: CopyRun = newRun(job, context, {
    stderr: progress.guard(stderr),
    onFailure: (failure) => {
      failures.add(failure);
      const error = flags.resume === undefined ? null : remember(failed, failure);
      if (error !== null) run.fail(error);
    },
  });
  positions.push(...resumption.ranges.map((range) => new CopyPosition(range, run)));
  const path = isDryRun ? undefined : flags.resume;
  const onError = (error: unknown): void => run.fail(error);
  const saving = await startSaving(path, { ends, resumption, positions, onError });
  let failure: unknown = null;
  try {
    await retryFailed(job, run, (list) => failed = list);
    await run.copy(readTargets(from, resumption.ranges), positions);
  } catch (error) {
    failure = error;
  }
  await run[Symbol.asyncDispose]();
  await saving?.finish().catch((error) => failure ??= error);
  await progress[Symbol.asyncDispose]();
  failures.flush();
  for (const text of summariesOf(job)) notes.add(text);
  const isSaved = path !== undefined;
  if (signal.aborted) {
    const options = { positions, source: from.name, isSaved, signal };
    failure = interruptedError(run.progress, options);
  } else if (failure === null && run.progress.failed > 0) {
    failure = failedError(run.progress, { isSaved });
  } else failure = withHint(failure, isSaved);
  const report = {
    source: from.name,
    target: job.to,
    dry_run: isDryRun,
    finished: positions.every(({ offset, stop }) => offset === stop),
    ...run.progress,
  };
  const elapsedMs = performance.now() - startMs;
  const text = (): string => signal.aborted ? "" : reportText(report, elapsedMs);
  await failAfter(printItem(stdout, flags.output, report, text), failure);
}

/** Notes about records that expressions could not test or decode. */
function summariesOf({ selection, decoding }: CopyJob): string[] {
  const summary = selection?.summary() ?? null;
  const { failures = 0, firstFailure = null } = decoding?.decoder ?? {};
  const records = failures === 1 ? "1 record" : `${failures} records`;
  return [
    ...(summary === null ? [] : [summary]),
    ...(failures === 0 ? [] : [`could not decode ${records}; first ${firstFailure}`]),
  ];
}

function newRun(
  job: CopyJob,
  { signal, globals }: CommandContext,
  { stderr, onFailure }: {
    readonly stderr: Output;
    readonly onFailure: ConstructorParameters<typeof CopyRun>[0]["onFailure"];
  },
): CopyRun {
  const { source, target, to, destination, selection, decoding, transform } = job;
  const { isDryRun, isolation, flags, onNotice } = job;
  return new CopyRun({
    source,
    target: isDryRun ? null : target,
    destination,
    filter: selection?.filter ?? null,
    transform,
    prepare: decoding === null ? undefined : (chunk) => decoding.decoder.load(chunk),
    isStrict: flags.strict ?? false,
    limit: flags.num > 0 ? flags.num : Infinity,
    intervalMs: isDryRun ? 0 : flags.rate ?? 0,
    codec: flags.compression,
    producer: {
      topic: to ?? undefined,
      onLink: ({ state }) => void noteLink(state, stderr, globals),
    },
    reading: { isolation, onCorrupt: flags.onCorrupt, onNotice, maxBytes: maxFetchBytes },
    signal,
    onFailure,
  });
}

/** Copies the records that failed in earlier runs, before the others. */
async function retryFailed(
  { from, resumption: { failed }, isDryRun }: CopyJob,
  run: CopyRun,
  collect: (failed: OffsetRanges) => void,
): Promise<void> {
  for (const ranges of failedRounds(failed)) {
    const again = new OffsetRanges();
    collect(again);
    const positions = ranges.map((range) => new CopyPosition(range, run));
    try {
      await run.copy(readTargets(from, ranges), positions);
    } finally {
      for (const { partition, start, offset } of isDryRun ? [] : positions) {
        if (offset > start) failed.removeSpan(partition, { first: start, last: offset - 1n });
      }
      for (const [partition, spans] of again.entries()) {
        for (const span of spans) failed.addSpan(partition, span);
      }
      collect(failed);
    }
  }
}

function fractionOf(positions: readonly CopyPosition[]): number | null {
  let [done, total] = [0n, 0n];
  for (const { start, offset, stop } of positions) {
    done += offset - start;
    total += stop - start;
  }
  return total === 0n ? null : Number(done) / Number(total);
}

/** Prints errors about records. */
function warnOn(stderr: Output): (text: string) => void {
  return (text) => {
    const line = `error: ${visible(text)}`;
    // The exit status reports the failure even if stderr is closed.
    stderr.write(`${stderr.styled ? markedLine(line) : line}\n`).catch(() => {});
  };
}

/** An output on which no progress is shown. */
const silent: Output = {
  isTerminal: false,
  columns: 80,
  styled: false,
  write: () => Promise.resolve(),
};
