import type { PartitionCursor } from "./partition_cursor.ts";
import type { ReaderNotice } from "./read_target.ts";

/** Reports when a first partition becomes unreachable, and when all are reachable again. */
export class OutageNotices {
  readonly #onNotice: (notice: ReaderNotice) => void;
  readonly #unreachable = new Set<PartitionCursor>();

  constructor(onNotice: (notice: ReaderNotice) => void) {
    this.#onNotice = onNotice;
  }

  /** Notes that the leaders of `cursors` cannot be reached. */
  lost(cursors: readonly PartitionCursor[], error: Error): void {
    const wasConnected = this.#unreachable.size === 0;
    for (const cursor of cursors) this.#unreachable.add(cursor);
    if (wasConnected) this.#onNotice({ kind: "disconnected", error });
  }

  /** Notes that the leader of `cursor` answered, or that it has no records left to read. */
  recovered(cursor: PartitionCursor): void {
    if (!this.#unreachable.delete(cursor) || this.#unreachable.size > 0) return;
    this.#onNotice({ kind: "reconnected" });
  }
}
