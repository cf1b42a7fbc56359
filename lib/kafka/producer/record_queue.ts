import { isBlock } from "../../wire/batches/batch_encoder.ts";
import { type PendingItem, recordsOf } from "./pending_record.ts";

/** A queue of records and blocks whose cost per record does not depend on its length. */
export class RecordQueue {
  #records: PendingItem[] = [];
  #first = 0;
  #sizeBytes = 0;

  get length(): number {
    return this.#records.length - this.#first;
  }

  /** Maximum size of all records in a batch. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** The oldest record or block. */
  get head(): PendingItem | undefined {
    return this.#records[this.#first];
  }

  push(record: PendingItem): void {
    this.#records.push(record);
    this.#sizeBytes += record.sizeBytes;
  }

  /** Puts records and blocks back to the front, in their order. */
  putBack(records: readonly PendingItem[]): void {
    for (const { sizeBytes } of records) this.#sizeBytes += sizeBytes;
    this.#records = [...records, ...this.#records.slice(this.#first)];
    this.#first = 0;
  }

  /**
   * Removes and returns as many records and blocks as fit `maxBytes`, but at least one record if
   * there is one: a block that does not fit alone is split into its records.
   */
  take(maxBytes: number): PendingItem[] {
    const { head } = this;
    if (head !== undefined && head.sizeBytes > maxBytes && isBlock(head)) {
      this.#records = [...recordsOf(head), ...this.#records.slice(this.#first + 1)];
      this.#first = 0;
    }
    let end = this.#first;
    let size = 0;
    while (end < this.#records.length) {
      size += this.#records[end]!.sizeBytes;
      if (size > maxBytes && end > this.#first) break;
      end += 1;
    }
    const taken = this.#records.slice(this.#first, end);
    for (const { sizeBytes } of taken) this.#sizeBytes -= sizeBytes;
    this.#first = end;
    // Compacting only when half of the array is unused keeps the cost per record constant.
    if (this.#first * 2 > this.#records.length) {
      this.#records = this.#records.slice(this.#first);
      this.#first = 0;
    }
    return taken;
  }

  /** Removes and returns the records at the front whose deadline has passed. */
  takeOverdue(nowMs: number): PendingItem[] {
    let end = this.#first;
    while (end < this.#records.length && this.#records[end]!.deadlineMs <= nowMs) end += 1;
    const taken = this.#records.splice(this.#first, end - this.#first);
    for (const { sizeBytes } of taken) this.#sizeBytes -= sizeBytes;
    return taken;
  }
}
