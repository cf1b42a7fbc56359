import { UsageError } from "../../lib/errors.ts";
import type { OffsetRange } from "../../lib/kafka/offsets/range_point.ts";

/**
 * Checks that a group can read a range: it continues at its committed offsets.
 *
 * @throws {UsageError} If it cannot, or the name is empty.
 */
export function checkGroupRequest(group: string, offsets: string, range: OffsetRange): void {
  if (group === "") {
    throw new UsageError('Cannot join group "": the name is empty', {
      hint: "Name a group with -g GROUP",
    });
  }
  const isStart = ["start", "end", "time"].includes(range.start.kind);
  const isEnd = range.stop === null || range.stop.kind === "end";
  if (isStart && isEnd) return;
  throw new UsageError(
    `Cannot use offsets "${offsets}" with --group: a group continues at its committed offsets`,
    {
      hint: "Use start, end, @TIME, :end or @TIME:end with -o, or move the group with " +
        `wah group seek ${group}`,
    },
  );
}
