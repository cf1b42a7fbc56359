import { errorCodes } from "../../wire/errors.ts";

/**
 * The meaning of an error code in a Produce response for the batch.
 *
 * - `written`: it is in the log
 * - `retry`: send the same bytes again
 * - `split`: it is too large; send its records in smaller batches
 * - `renew`: the broker expects another sequence; the records need a new epoch
 * - `reject`: no further attempt can succeed
 */
export type Verdict = "written" | "retry" | "split" | "renew" | "reject";

/** Codes whose verdict does not follow from whether they are retriable. */
const verdicts: ReadonlyMap<number, Verdict> = new Map([
  [errorCodes.NONE, "written"],
  [errorCodes.MESSAGE_TOO_LARGE, "split"],
  [errorCodes.RECORD_LIST_TOO_LARGE, "split"],
  [errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER, "renew"],
  [errorCodes.DUPLICATE_SEQUENCE_NUMBER, "written"], // An earlier attempt got through
  [errorCodes.INVALID_PRODUCER_EPOCH, "renew"],
  [errorCodes.UNKNOWN_PRODUCER_ID, "renew"],
  [errorCodes.PRODUCER_FENCED, "renew"], // Some brokers send it instead of INVALID_PRODUCER_EPOCH
]);

/**
 * Codes that a leader sends before it writes to the log. Any other error, including "not leader",
 * may also come from a leader that wrote the batch and then lost leadership while waiting for
 * replicas.
 */
const beforeAppend: ReadonlySet<number> = new Set([
  errorCodes.CORRUPT_MESSAGE,
  errorCodes.MESSAGE_TOO_LARGE,
  errorCodes.INVALID_TOPIC_EXCEPTION,
  errorCodes.RECORD_LIST_TOO_LARGE,
  errorCodes.NOT_ENOUGH_REPLICAS,
  errorCodes.INVALID_REQUIRED_ACKS,
  errorCodes.TOPIC_AUTHORIZATION_FAILED,
  errorCodes.CLUSTER_AUTHORIZATION_FAILED,
  errorCodes.INVALID_TIMESTAMP,
  errorCodes.UNSUPPORTED_VERSION,
  errorCodes.INVALID_REQUEST,
  errorCodes.UNSUPPORTED_FOR_MESSAGE_FORMAT,
  errorCodes.POLICY_VIOLATION,
  errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER,
  errorCodes.INVALID_PRODUCER_EPOCH,
  errorCodes.UNKNOWN_PRODUCER_ID,
  errorCodes.UNSUPPORTED_COMPRESSION_TYPE,
  errorCodes.INVALID_RECORD,
  errorCodes.PRODUCER_FENCED,
  errorCodes.UNKNOWN_TOPIC_ID,
  errorCodes.INCONSISTENT_TOPIC_ID,
]);

/** Returns the verdict for an error code; `retriable` is from the table of Kafka errors. */
export function verdictOf(code: number, retriable: boolean): Verdict {
  return verdicts.get(code) ?? (retriable ? "retry" : "reject");
}

/** Returns whether the batch may be in the log although the broker answered with this error. */
export function mayHaveAppended(code: number): boolean {
  return !beforeAppend.has(code);
}
