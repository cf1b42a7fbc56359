import { after } from "../../lib/async/timer.ts";
import type { TopicPartition } from "../../lib/kafka/admin/per_leader.ts";
import type { GroupNotice } from "../../lib/kafka/groups/member/group_member_options.ts";
import type { ReaderNotice } from "../../lib/kafka/reader/read_target.ts";
import { durationText } from "../../lib/text/units.ts";
import { visible } from "../../lib/text/visible.ts";
import { noticeText } from "../_shared/records/read_notes.ts";
import type { GroupRequest } from "./_request.ts";

/** An event of a read in a group. */
export type ConsumeNotice = ReaderNotice | GroupNotice;

/** Returns a note about what is read, and how it stops. */
export function groupPlanText({ group, topics, offsets, limit, range }: GroupRequest): string {
  const names = topics.map((topic) => `"${visible(topic)}"`).join(", ");
  const reading = topics.length === 0 ? "waiting for topics" : `reading ${names}`;
  const end = limit > 0
    ? `stops after ${limit} record${limit === 1 ? "" : "s"}`
    : range.stop === null
    ? "Ctrl-C stops"
    : "stops at the end";
  const start = `from offsets ${visible(offsets)} if none are committed`;
  return `${reading} in group "${visible(group)}" ${start}; ${end}`;
}

/**
 * Returns the text of a note about an event of a member; null if it needs none.
 *
 * @param isForPeople Whether to report what is routine, too.
 */
export function groupNoticeText(
  notice: ConsumeNotice,
  { isForPeople }: { readonly isForPeople: boolean },
): string | null {
  switch (notice.kind) {
    case "joining":
      return null;
    case "assigned":
      return isForPeople ? assignedText(notice.partitions) : null;
    case "expelled":
      return "the group has removed this member; joining again, some records may come twice";
    case "paused":
      return `the output has accepted nothing for ${durationText(notice.afterMs)}; ` +
        "leaving the group until it does";
    default:
      return noticeText(notice);
  }
}

/** How long a group may take to assign partitions before this is reported. */
const slowJoinMs = 2_000;

/** Reports a group that takes long to assign partitions. */
export class WaitNote implements Disposable {
  readonly #report: (text: string) => void;
  #cancel: () => void = () => {};

  constructor(report: (text: string) => void) {
    this.#report = report;
  }

  /** Handles an event of the member. */
  notice({ kind }: ConsumeNotice): void {
    if (kind !== "joining" && kind !== "assigned") return;
    this.#cancel();
    if (kind === "assigned") return;
    this.#cancel = after(slowJoinMs, () => {
      this.#report(
        "waiting for the other members of the group, or until it removes those that died",
      );
    });
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }
}

function assignedText(partitions: readonly TopicPartition[]): string {
  if (partitions.length === 0) return "the group has assigned no partition to this member";
  const topics = [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, members]) => {
    const numbers = members.map(({ partition }) => partition).toSorted((a, b) => a - b);
    return `"${visible(topic)}" ${numbers.join(", ")}`;
  });
  const noun = partitions.length === 1 ? "partition" : "partitions";
  return `the group has assigned ${partitions.length} ${noun}: ${topics.join("; ")}`;
}
