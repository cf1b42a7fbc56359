/** What is known of a batch that cannot be read. */
export interface CorruptBatch {
  /** First offset of the batch, as its header has it. */
  readonly baseOffset: bigint;
  /** Last offset that the batch covers; null when its header cannot be trusted so far. */
  readonly lastOffset: bigint | null;
  /** What was found, as the end of a sentence. */
  readonly reason: string;
}

/** A batch of records that cannot be read; a reader may go on after {@link lastOffset}. */
export class CorruptBatchError extends Error implements CorruptBatch {
  override readonly name = "CorruptBatchError";
  readonly baseOffset: bigint;
  readonly lastOffset: bigint | null;
  readonly reason: string;

  constructor(batch: CorruptBatch, options?: ErrorOptions) {
    super(`Cannot read the batch at offset ${batch.baseOffset}: ${batch.reason}`, options);
    this.baseOffset = batch.baseOffset;
    this.lastOffset = batch.lastOffset;
    this.reason = batch.reason;
  }
}
