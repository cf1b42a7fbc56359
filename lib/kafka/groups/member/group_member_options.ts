import type { TopicPartition } from "../../admin/per_leader.ts";
import type { ClusterMetadata } from "../../metadata.ts";
import type { OffsetRange } from "../../offsets/range_point.ts";
import type { Isolation, ReaderNotice } from "../../reader/read_target.ts";

/** An event of a member of a group. */
export type GroupNotice =
  /** The member joins the group, for the first time or again. */
  | { readonly kind: "joining" }
  /** The group has assigned these partitions to the member; it may be the same as before. */
  | { readonly kind: "assigned"; readonly partitions: readonly TopicPartition[] }
  /** The group has removed the member, whose last records another member may read again. */
  | { readonly kind: "expelled" }
  /** The member leaves the group until the caller requests the next records. */
  | { readonly kind: "paused"; readonly afterMs: number };

/** Options of a member of a group. */
export interface GroupMemberOptions {
  readonly group: string;
  /** The topics that exist now. */
  readonly topics: readonly string[];
  /** Returns which of the cluster's topics to read. Default: always the same. */
  readonly wantedTopics?: ((topics: ClusterMetadata["topics"]) => readonly string[]) | undefined;
  /** Where a partition without a committed offset starts. */
  readonly start: OffsetRange["start"];
  /** Whether to end when each assigned partition has reached what was its end. */
  readonly isBounded: boolean;
  readonly isolation: Isolation;
  readonly onCorrupt: "stop" | "skip";
  /** Maximum size of one response. */
  readonly maxBytes: number;
  /** Whether records count as delivered only once the caller says so for all of them. */
  readonly deliversLate: boolean;
  readonly onNotice: (notice: GroupNotice | ReaderNotice) => void;
  /** Times that differ from the defaults. */
  readonly times?: Partial<GroupTimes>;
}

/** Times of a member, in milliseconds. */
export interface GroupTimes {
  /** How long the group waits for a heartbeat before it removes the member. */
  readonly sessionTimeoutMs: number;
  /** How often the member sends a heartbeat, and commits. */
  readonly heartbeatMs: number;
  /** How long the group waits for the member to join again. */
  readonly rebalanceTimeoutMs: number;
  /** How long the caller may deliver nothing of a chunk before the member leaves the group. */
  readonly maxStuckMs: number;
  /** How long a rebalance waits until the caller has used its chunk. */
  readonly lastUseMs: number;
  /** How often to look for new topics and partitions. */
  readonly topicsMs: number;
  /** How long the last commit may take. */
  readonly closeMs: number;
}

/** The times that members have by default. */
export const defaultTimes: GroupTimes = {
  // Shorter than Kafka's 45 s: the partitions of a killed member are not read for that long.
  sessionTimeoutMs: 10_000,
  heartbeatMs: 3_000,
  rebalanceTimeoutMs: 60_000,
  maxStuckMs: 300_000,
  lastUseMs: 3_000,
  topicsMs: 30_000,
  closeMs: 5_000,
};
