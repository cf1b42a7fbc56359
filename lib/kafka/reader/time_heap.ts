import type { RecordView } from "../../wire/batches/record_view.ts";
import type { RecordChunk } from "./record_chunk.ts";

/** The records of one partition, read one by one. */
export class TimeStream {
  /** Place among the streams; decides between equal timestamps. */
  readonly index: number;
  readonly #chunks: AsyncGenerator<RecordChunk, void, void>;
  readonly #onChunk: ((chunk: RecordChunk) => Promise<void> | void) | undefined;
  #chunk: RecordChunk | undefined;
  #records: Iterator<RecordView> | undefined;
  #record: RecordView | undefined;
  #timestamp = 0;

  constructor(
    chunks: AsyncGenerator<RecordChunk, void, void>,
    index: number,
    onChunk?: (chunk: RecordChunk) => Promise<void> | void,
  ) {
    this.#chunks = chunks;
    this.index = index;
    this.#onChunk = onChunk;
  }

  /** The chunk of the current record. */
  get chunk(): RecordChunk {
    return this.#chunk!;
  }

  /** The current record, valid until {@link next} or {@link load} is called. */
  get record(): RecordView {
    return this.#record!;
  }

  /** The timestamp of the current record, in milliseconds. */
  get timestamp(): number {
    return this.#timestamp;
  }

  /** Moves to the first record of the next chunk that has one; returns false after the last. */
  async load(): Promise<boolean> {
    while (true) {
      const { done, value } = await this.#chunks.next();
      if (done) return false;
      await this.#onChunk?.(value);
      this.#chunk = value;
      this.#records = value.records();
      if (this.next()) return true;
    }
  }

  /** Moves to the next record of the chunk; returns false if there is none. */
  next(): boolean {
    const { done, value } = this.#records!.next();
    if (done) return false;
    this.#record = value;
    this.#timestamp = Number(value.timestamp);
    return true;
  }

  /** Stops the reading. */
  async close(): Promise<void> {
    await this.#chunks.return();
  }
}

/** A binary heap of streams with the one whose current record is the oldest on top. */
export class TimeHeap {
  readonly #streams: TimeStream[] = [];

  /** @param streams Streams that each have a current record. */
  constructor(streams: readonly TimeStream[]) {
    for (const stream of streams) this.push(stream);
  }

  /** The stream with the oldest record; undefined if there is none. */
  get top(): TimeStream | undefined {
    return this.#streams[0];
  }

  /** Adds a stream that has a current record. */
  push(stream: TimeStream): void {
    const streams = this.#streams;
    let at = streams.push(stream) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(stream, streams[parent]!)) break;
      streams[at] = streams[parent]!;
      at = parent;
    }
    streams[at] = stream;
  }

  /** Removes the top. */
  pop(): void {
    const last = this.#streams.pop();
    if (last === undefined || this.#streams.length === 0) return;
    this.#streams[0] = last;
    this.update();
  }

  /** Restores the order after the top has moved to its next record. */
  update(): void {
    const streams = this.#streams;
    const moved = streams[0]!;
    let at = 0;
    for (let child = 1; child < streams.length; child = 2 * at + 1) {
      const right = child + 1;
      const least = right < streams.length && isBefore(streams[right]!, streams[child]!)
        ? right
        : child;
      if (!isBefore(streams[least]!, moved)) break;
      streams[at] = streams[least]!;
      at = least;
    }
    streams[at] = moved;
  }
}

function isBefore(a: TimeStream, b: TimeStream): boolean {
  return a.timestamp < b.timestamp || (a.timestamp === b.timestamp && a.index < b.index);
}
