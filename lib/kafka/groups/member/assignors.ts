import type { Assignor } from "./assignor.ts";
import { assignCooperatively } from "./cooperative_sticky_assignor.ts";
import { assignRanges } from "./range_assignor.ts";
import { assignRoundRobin } from "./round_robin_assignor.ts";

/** A way to distribute partitions, under the name that the members of a group agree on. */
export interface NamedAssignor {
  readonly name: string;
  readonly assign: Assignor;
  /**
   * Whether members keep their partitions during a rebalance. Otherwise each gives up all of them
   * before it joins again.
   */
  readonly isCooperative: boolean;
}

/**
 * The assignors that wah offers, the preferred one first. A group uses one that all members offer:
 * Java members have "range" and "cooperative-sticky" by default, librdkafka and kcat "range" and
 * "roundrobin", rpk "cooperative-sticky", and kafkajs its own name of "roundrobin".
 */
export const assignors: readonly NamedAssignor[] = [
  { name: "cooperative-sticky", assign: assignCooperatively, isCooperative: true },
  { name: "range", assign: assignRanges, isCooperative: false },
  { name: "roundrobin", assign: assignRoundRobin, isCooperative: false },
  { name: "RoundRobinAssigner", assign: assignRoundRobin, isCooperative: false },
];
