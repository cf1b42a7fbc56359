/** The known facts about a batch that cannot be read. */
export interface CorruptBatch {
  /** First offset of the batch, from its header. */
  readonly baseOffset: bigint;
  /** Last offset of the batch; null if its header is not reliable. */
  readonly lastOffset: bigint | null;
  /** The problem, as the end of a sentence. */
  readonly reason: string;
}

/** A batch of records that cannot be read. Reading can continue after {@link lastOffset}. */
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
