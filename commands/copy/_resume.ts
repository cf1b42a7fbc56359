import { FailedError } from "../../lib/errors.ts";
import { Checkpoints } from "../../lib/copy/checkpoints.ts";
import type { CopyPosition, CopyRange } from "../../lib/copy/copy_position.ts";
import type { CopyState } from "../../lib/copy/copy_state.ts";
import { OffsetRanges } from "../../lib/copy/offset_ranges.ts";
import { ResumeFile } from "../../lib/copy/resume_file.ts";
import { checkSameCopy, type CopyEnds, resumedRanges } from "../../lib/copy/resume_plan.ts";

/** Ranges of failed records that are remembered; a copy with more of them ends. */
const maxFailedRanges = 10_000;

/** What a copy continues with. */
export interface Resumption {
  readonly ranges: readonly CopyRange[];
  /** Records of earlier runs that were not copied. */
  readonly failed: OffsetRanges;
  /** Whether there is a state from an earlier run. */
  readonly isLater: boolean;
  readonly saved: CopyState | null;
}

/**
 * Reads the resume file, and decides what to copy.
 *
 * @param found The ranges of a new copy.
 * @throws {FailedError} If the file belongs to another copy.
 */
export async function resume(
  path: string | undefined,
  ends: CopyEnds,
  found: readonly CopyRange[],
): Promise<Resumption> {
  const none = { ranges: found, failed: new OffsetRanges(), isLater: false, saved: null };
  if (path === undefined) return none;
  const saved = await new ResumeFile(path).read();
  if (saved === null) return none;
  try {
    checkSameCopy(saved, ends, path);
  } catch (error) {
    if (!(error instanceof FailedError)) throw error;
    const hint = "Remove the file to start from the beginning, or name another one";
    throw new FailedError(error.message, { cause: error.cause, hint });
  }
  return { ranges: resumedRanges(saved, found), failed: saved.failed, isLater: true, saved };
}

/** Starts to save the state in a file; returns null without a file. */
export async function startSaving(
  path: string | undefined,
  { ends, resumption, positions, onError }: {
    readonly ends: CopyEnds;
    readonly resumption: Resumption;
    readonly positions: readonly CopyPosition[];
    readonly onError: (error: unknown) => void;
  },
): Promise<Checkpoints | null> {
  if (path === undefined) return null;
  const { saved, failed } = resumption;
  const state = (): CopyState => ({
    ...ends,
    failed,
    partitions: new Map([
      ...saved?.partitions ?? [],
      ...positions.map(({ partition, offset, stop }) =>
        [partition, { next: offset, stop }] as const
      ),
    ]),
  });
  return await Checkpoints.start({ file: new ResumeFile(path), state, onError });
}

/** Remembers a failed record; returns an error if there are too many of them. */
export function remember(
  failed: OffsetRanges,
  { partition, offset }: { readonly partition: number; readonly offset: bigint },
): FailedError | null {
  failed.add(partition, offset);
  if (failed.count <= maxFailedRanges) return null;
  return new FailedError(
    `Cannot continue: more than ${maxFailedRanges} records failed, too many to remember`,
    { hint: "Correct the command, remove the resume file, and start again" },
  );
}
