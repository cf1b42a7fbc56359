import type { PartitionLog } from "../log/partition_log.ts";

/** A topic of the broker: its name, its id, its partitions and the configs set on it. */
export interface Topic {
  readonly name: string;
  /** Random, never all zeros; a recreated topic gets a new one. */
  readonly id: string;
  /** In order of their numbers, without gaps. */
  readonly partitions: readonly PartitionLog[];
  /** The configs that are set on the topic; all others have the broker's default. */
  readonly configs: ReadonlyMap<string, string>;
}
