import { join } from "node:path";
import { CommitQueue } from "../../../lib/broker/log/commit_queue.ts";
import { loadOffsets } from "../../../lib/broker/store/offsets.ts";
import { Store } from "../../../lib/broker/store/store.ts";
import { TopicRegistry } from "../../../lib/broker/topics/topic_registry.ts";
import { type PartitionName, recordsIn } from "./requests.ts";

const everything = { maxBytes: 2 ** 31, minOneBatch: true };

/** The content of a broker's database, as the broker would find it after a start. */
export class StoredContent {
  readonly #values = new Map<string, Map<bigint, string>>();
  readonly #committed = new Map<string, bigint>();

  /** Opens the database in `folder`, as a start does. */
  constructor(folder: string) {
    using store = new Store({ path: join(folder, "broker.db") });
    for (
      const { name: topic, partitions } of new TopicRegistry(store, new CommitQueue(store)).all()
    ) {
      for (const log of partitions) {
        const values = new Map<bigint, string>();
        for (const bytes of log.read(0n, everything).pieces) {
          for (const { offset, value } of recordsIn(bytes)) values.set(offset, value);
        }
        this.#values.set(keyOf({ topic, partition: log.number }), values);
      }
    }
    for (const { groupId, committedOffset } of loadOffsets(store)) {
      this.#committed.set(groupId, committedOffset);
    }
  }

  value(name: PartitionName, offset: bigint): string | undefined {
    return this.#values.get(keyOf(name))?.get(offset);
  }

  /** Returns the highest offset that a group committed on any partition. */
  committed(group: string): bigint | undefined {
    return this.#committed.get(group);
  }
}

function keyOf({ topic, partition }: PartitionName): string {
  return `${topic}/${partition}`;
}
