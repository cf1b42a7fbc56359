import { FailedError, InterruptedError, stopSignalOf } from "../../lib/errors.ts";
import type { CopyPosition } from "../../lib/copy/copy_position.ts";
import type { CopyProgress } from "../../lib/copy/copy_run.ts";
import { CorruptRecordError } from "../../lib/kafka/reader/corrupt_record_error.ts";
import { bytesText, durationText } from "../../lib/text/units.ts";
import { visible } from "../../lib/text/visible.ts";

/** What a copy did, for people and for programs. */
export interface CopyReport extends CopyProgress {
  readonly source: string;
  /** Null with `--to-header`. */
  readonly target: string | null;
  readonly dry_run: boolean;
  readonly finished: boolean;
}

/** Ranges that an interrupt names before it counts the others. */
const maxNamed = 5;

/** For example `Copied 12 records (1.2 KiB) from "a" to "b" in 2s`. */
export function reportText(
  { source, target, dry_run: isDryRun, records, bytes }: CopyReport,
  elapsedMs: number,
): string {
  const verb = isDryRun ? "Would copy" : "Copied";
  const where = target === null ? "the topics in its headers" : `"${visible(target)}"`;
  const time = isDryRun ? "" : ` in ${durationText(elapsedMs)}`;
  return `${verb} ${recordsText(records)} (${bytesText(bytes)}) from "${visible(source)}" ` +
    `to ${where}${time}\n`;
}

/** The error for records that were not copied. */
export function failedError(
  { records, failed }: CopyProgress,
  { isSaved }: { readonly isSaved: boolean },
): FailedError {
  const hint = "Run the same command again to try these records again";
  return new FailedError(
    `Cannot copy ${failed} of ${recordsText(failed + records)}: see above`,
    isSaved ? { hint } : {},
  );
}

/** Adds to an error of the copy what can be done about it. */
export function withHint(error: unknown, isSaved: boolean): unknown {
  if (error instanceof CorruptRecordError) {
    const hint = "Add --on-corrupt skip to skip such records";
    return new FailedError(error.message, { cause: error.cause, hint });
  }
  if (!isSaved || !(error instanceof FailedError) || error.hint !== undefined) return error;
  const { message, cause } = error;
  return new FailedError(message, { cause, hint: "Run the same command again to continue" });
}

/** The error of an interrupted copy: what was copied, and which offsets were not. */
export function interruptedError(
  { records }: CopyProgress,
  { positions, source, isSaved, signal }: {
    readonly positions: readonly CopyPosition[];
    readonly source: string;
    readonly isSaved: boolean;
    readonly signal: AbortSignal;
  },
): InterruptedError {
  const open = positions.filter(({ offset, stop }) => offset < stop);
  const named = open.slice(0, maxNamed).map(({ partition, offset, stop }) =>
    `partition ${partition} from offset ${offset} to ${stop - 1n}`
  );
  const others = open.length - named.length;
  const rest = open.length === 0
    ? "nothing is left"
    : `not copied: "${source}" ${named.join(", ")}${others > 0 ? ` and ${others} more` : ""}`;
  return new InterruptedError(`Interrupted after ${recordsText(records)}; ${rest}`, {
    signal: stopSignalOf(signal),
    ...(isSaved && open.length > 0 ? { hint: "Run the same command again to continue" } : {}),
  });
}

function recordsText(count: number): string {
  return `${count} record${count === 1 ? "" : "s"}`;
}
