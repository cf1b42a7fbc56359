import type { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";
import { FailedError } from "../../errors.ts";

/** Records that cannot be read: a wrong checksum, an unknown codec, malformed bytes. */
export class CorruptRecordError extends FailedError {
  override readonly name = "CorruptRecordError";
  readonly topic: string;
  readonly partition: number;
  /** The first offset that cannot be read. */
  readonly offset: bigint;

  constructor(
    position: { readonly topic: string; readonly partition: number; readonly offset: bigint },
    cause: CorruptBatchError,
  ) {
    const { topic, partition, offset } = position;
    super(
      `Cannot read ${
        JSON.stringify(topic)
      } partition ${partition} at offset ${offset}: ${cause.reason}`,
      { cause, hint: "Skip such batches, or start after this one" },
    );
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
  }
}
