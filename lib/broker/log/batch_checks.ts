import { batchField } from "../../wire/batches/batch_fields.ts";
import { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";
import type { ErrorName } from "../../wire/errors.ts";
import { RecordBatch } from "../../wire/batches/record_batch.ts";
import type { RecordView } from "../../wire/batches/record_view.ts";

/** The rules of a topic for produced batches. */
export interface BatchRules {
  /** Largest batch, header included. */
  readonly maxMessageBytes: number;
  readonly timestampType: "CreateTime" | "LogAppendTime";
  /** How far a timestamp may be ahead of the broker's clock, in milliseconds. */
  readonly timestampAfterMaxMs: bigint;
  /** How far a timestamp may be behind the broker's clock, in milliseconds. */
  readonly timestampBeforeMaxMs: bigint;
  /** Whether the log is compacted, so that every record needs a key. */
  readonly compacted: boolean;
  /** Whether the version of Produce can carry zstd, KIP-110. */
  readonly allowsZstd: boolean;
}

/** Why a batch was rejected; `recordErrors` lists the invalid records, if only some are. */
export interface BatchRefusal {
  readonly error: ErrorName;
  readonly message: string;
  readonly recordErrors?: readonly {
    readonly batchIndex: number;
    readonly batchIndexErrorMessage: string;
  }[];
}

/** A batch that can be appended, or why it was rejected. */
export type BatchVerdict =
  | { readonly kind: "accepted"; readonly batch: RecordBatch }
  | ({ readonly kind: "refused" } & BatchRefusal);

const magic = 2;

/** The timestamp of a record that has none. */
const noTimestamp = -1n;

/** Record formats of Kafka before 0.11. */
const oldMagics: readonly number[] = [0, 1];

/** An uncompressed record without key, value and headers: seven numbers of a byte each. */
const minRecordBytes = 7;
const prefixBytes = batchField.leaderEpoch;

/**
 * Checks the records of one partition in a Produce request, as Kafka's LogValidator does.
 *
 * Reads only the header, except if the topic is compacted, so that records need keys, or if
 * timestamps may be out of range.
 */
export function checkBatch(
  records: Uint8Array | null,
  rules: BatchRules,
  now: number,
): BatchVerdict {
  const batch = wholeBatch(records);
  if (!(batch instanceof RecordBatch)) return { kind: "refused", ...batch };
  const refusal = sizeRefusal(batch, rules) ?? headerRefusal(batch) ?? codecRefusal(batch, rules) ??
    countRefusal(batch) ?? timeRefusal(batch, rules, now) ?? keyRefusal(batch, rules);
  return refusal === null ? { kind: "accepted", batch } : { kind: "refused", ...refusal };
}

/** Returns the single batch in `records`, or why it is not one. */
function wholeBatch(records: Uint8Array | null): RecordBatch | BatchRefusal {
  if (records === null || records.byteLength === 0) {
    return invalid("Produce needs exactly one record batch per partition, found none");
  }
  if (records.byteLength < batchField.records) {
    return invalid(`${records.byteLength} bytes are less than the header of a record batch`);
  }
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const foundMagic = view.getInt8(batchField.magic);
  if (foundMagic !== magic) {
    const message = `Produce needs record batches of magic ${magic}, found ${foundMagic}`;
    return oldMagics.includes(foundMagic) ? invalid(message) : corrupt(message);
  }
  const statedBytes = prefixBytes + view.getInt32(batchField.batchLength);
  if (statedBytes >= batchField.records && statedBytes < records.byteLength) {
    return invalid("Produce needs exactly one record batch per partition, found more");
  }
  if (statedBytes !== records.byteLength) {
    const message = `the batch states ${statedBytes} bytes, found ${records.byteLength}`;
    return statedBytes > records.byteLength ? invalid(message) : corrupt(message);
  }
  const batch = new RecordBatch(records);
  try {
    batch.checkCrc();
  } catch (error) {
    if (!(error instanceof CorruptBatchError)) throw error;
    return corrupt(error.reason);
  }
  return batch;
}

function sizeRefusal(batch: RecordBatch, rules: BatchRules): BatchRefusal | null {
  if (batch.sizeBytes <= rules.maxMessageBytes) return null;
  return {
    error: "MESSAGE_TOO_LARGE",
    message:
      `The batch has ${batch.sizeBytes} bytes, max.message.bytes is ${rules.maxMessageBytes}`,
  };
}

function headerRefusal(batch: RecordBatch): BatchRefusal | null {
  if (batch.recordCount <= 0) return invalid(`The batch states ${batch.recordCount} records`);
  if (batch.lastOffsetDelta + 1 !== batch.recordCount) {
    return invalid(
      `The batch states ${batch.recordCount} records ` +
        `and a last offset delta of ${batch.lastOffsetDelta}`,
    );
  }
  if (batch.isControl) return invalid("Clients must not write control batches");
  if (batch.isTransactional) {
    return {
      error: "INVALID_TXN_STATE",
      message: "This broker does not support transactions",
    };
  }
  if (batch.producerId !== null && (batch.baseSequence === null || batch.producerEpoch === null)) {
    return invalid("The batch has a producer id without epoch or sequence");
  }
  return null;
}

function codecRefusal(batch: RecordBatch, rules: BatchRules): BatchRefusal | null {
  try {
    if (batch.codec !== "zstd" || rules.allowsZstd) return null;
  } catch (error) {
    if (!(error instanceof CorruptBatchError)) throw error;
    return { error: "UNSUPPORTED_COMPRESSION_TYPE", message: error.reason };
  }
  return {
    error: "UNSUPPORTED_COMPRESSION_TYPE",
    message: "Produce requests before version 7 cannot carry zstd",
  };
}

/** A false count would leave a gap in the offsets; compressed records are not counted. */
function countRefusal(batch: RecordBatch): BatchRefusal | null {
  const recordBytes = batch.sizeBytes - batchField.records;
  if (batch.codec !== "none" || batch.recordCount * minRecordBytes <= recordBytes) return null;
  return invalid(`The batch states ${batch.recordCount} records in ${recordBytes} bytes`);
}

function timeRefusal(batch: RecordBatch, rules: BatchRules, now: number): BatchRefusal | null {
  if (batch.timestampType === "LogAppendTime") {
    return {
      error: "INVALID_TIMESTAMP",
      message: "Clients must not set the LogAppendTime bit; the broker sets it",
    };
  }
  if (rules.timestampType === "LogAppendTime") return null;
  const newest = BigInt(now) + rules.timestampAfterMaxMs;
  const oldest = BigInt(now) - rules.timestampBeforeMaxMs;
  // By default no record is too old, and the header states the time of the newest.
  if (batch.maxTimestamp <= newest && oldest <= 0n) return null;
  const tooNew = outOfRange("ahead of", "after", rules.timestampAfterMaxMs, now);
  const tooOld = outOfRange("behind", "before", rules.timestampBeforeMaxMs, now);
  return recordsRefusal(batch, "INVALID_TIMESTAMP", ({ timestamp }) => {
    if (timestamp === noTimestamp) return null;
    if (timestamp > newest) return tooNew;
    return timestamp < oldest ? tooOld : null;
  });
}

/** The message states the broker's clock, because that may be the wrong one of the two. */
function outOfRange(
  side: "ahead of" | "behind",
  config: "after" | "before",
  maxMs: bigint,
  now: number,
): string {
  return `The timestamp is more than ${maxMs} ms ${side} the broker's clock, which is at ` +
    `${
      new Date(now).toISOString()
    }; message.timestamp.${config}.max.ms of this topic sets the limit`;
}

function keyRefusal(batch: RecordBatch, rules: BatchRules): BatchRefusal | null {
  if (!rules.compacted) return null;
  const message = "Compacted topics cannot accept a record without key";
  return recordsRefusal(
    batch,
    "INVALID_RECORD",
    ({ keyLength }) => keyLength < 0 ? message : null,
  );
}

/** Returns an error with every invalid record, and the message of the first; null if none is. */
function recordsRefusal(
  batch: RecordBatch,
  error: ErrorName,
  problemOf: (record: RecordView) => string | null,
): BatchRefusal | null {
  const recordErrors: { batchIndex: number; batchIndexErrorMessage: string }[] = [];
  try {
    batch.forEach((record) => {
      const problem = problemOf(record);
      if (problem === null) return;
      recordErrors.push({ batchIndex: record.offsetDelta, batchIndexErrorMessage: problem });
    });
  } catch (failure) {
    if (!(failure instanceof CorruptBatchError)) throw failure;
    return corrupt(failure.reason);
  }
  const [first] = recordErrors;
  if (first === undefined) return null;
  return {
    error,
    message: `${recordErrors.length} of ${batch.recordCount} records were rejected: ` +
      first.batchIndexErrorMessage,
    recordErrors,
  };
}

function invalid(message: string): BatchRefusal {
  return { error: "INVALID_RECORD", message };
}

function corrupt(message: string): BatchRefusal {
  return { error: "CORRUPT_MESSAGE", message };
}
