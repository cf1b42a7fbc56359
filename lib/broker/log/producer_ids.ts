import { readMetaNumber, writeMeta } from "../store/meta.ts";
import type { Store } from "../store/store.ts";
import type { CommitQueue } from "./commit_queue.ts";

/** How many ids are taken from the store at a time, as Kafka's controller does. */
const blockSize = 1000n;

/**
 * Hands out producer ids, never the same one twice, not even over a crash.
 *
 * A block is written off before its first id is given; what is left of it at the end is lost.
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
   * An id that nobody had before.
   *
   * @throws {StorageError} When a new block could not be written.
   */
  async next(): Promise<bigint> {
    while (this.#next >= this.#blockEnd) {
      this.#refill ??= this.#takeBlock().finally(() => this.#refill = null);
      await this.#refill;
    }
    return this.#next++;
  }

  #takeBlock(): Promise<void> {
    const end = this.#blockEnd + blockSize;
    return this.#commits.enqueue({
      apply: (store) => writeMeta(store, "next_producer_id", String(end)),
      committed: () => {
        this.#blockEnd = end;
      },
    });
  }
}
