import type { PartitionLog } from "../log/partition_log.ts";

/** A topic of the broker: its name, its id, its partitions and the configs set on it. */
export interface Topic {
  readonly name: string;
  /** Random, never all zeros; a topic that is created anew gets a new one. */
  readonly id: string;
  /** In order of their numbers, without gaps. */
  readonly partitions: readonly PartitionLog[];
  /** The configs set on the topic itself; everything else is the broker's default. */
  readonly configs: ReadonlyMap<string, string>;
}
