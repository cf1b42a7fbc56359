import { readMetaNumber, writeMeta } from "../store/meta.ts";
import type { Store } from "../store/store.ts";
import type { CommitQueue } from "./commit_queue.ts";

/** How many ids are reserved in the store at once, as Kafka's controller does. */
const blockSize = 1000n;

/**
 * Assigns producer ids, never one twice, even after a crash.
 *
 * A block is reserved on disk before its first id is assigned; at the end, the rest of it is lost.
 */
export class ProducerIds {
  readonly #commits: CommitQueue;
  #next: bigint;
  #blockEnd: bigint;
  #refill: Promise<void> | null = null;

  constructor(store: Store, commits: CommitQueue) {
    this.#commits = commits;
    this.#next = readMetaNumber(store, "next_producer_id");
    this.#blockEnd = this.#next;
  }

  /**
   * Returns a new id.
   *
   * @throws {StorageError} If a new block cannot be reserved.
   */
  async next(): Promise<bigint> {
    while (this.#next >= this.#blockEnd) {
      this.#refill ??= this.#reserveBlock().finally(() => this.#refill = null);
      await this.#refill;
    }
    return this.#next++;
  }

  #reserveBlock(): Promise<void> {
    const end = this.#blockEnd + blockSize;
    return this.#commits.enqueue({
      apply: (store) => writeMeta(store, "next_producer_id", String(end)),
      committed: () => {
        this.#blockEnd = end;
      },
    });
  }
}
