import type { RangeTarget } from "../../lib/kafka/offsets/resolve_range.ts";
import type { RecordChunk } from "../../lib/kafka/reader/record_chunk.ts";
import type { ProgressState } from "../_shared/progress.ts";

/** Counts what has been read of a range. */
export class ReadProgress {
  readonly #total: bigint;
  #read = 0n;
  #records = 0;

  /** @param targets Partitions that all have a stop. */
  constructor(targets: readonly RangeTarget[]) {
    this.#total = targets.reduce((sum, { start, stop }) => sum + (stop ?? start) - start, 0n);
  }

  /** Counts the records of a chunk that is about to be printed. */
  add(chunk: RecordChunk): void {
    this.#read += chunk.end - chunk.start;
    this.#records += chunk.recordCount;
  }

  /** Yields `chunks` and counts them. */
  async *count(chunks: AsyncIterable<RecordChunk>): AsyncGenerator<RecordChunk, void, void> {
    for await (const chunk of chunks) {
      this.add(chunk);
      yield chunk;
    }
  }

  get state(): ProgressState {
    const fraction = this.#total === 0n ? null : Number(this.#read) / Number(this.#total);
    return { records: this.#records, fraction };
  }
}
