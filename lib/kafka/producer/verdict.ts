/**
 * What a partition's answer to a Produce request means for its batch.
 *
 * - `written`: it is in the log
 * - `retry`: the same bytes go out again
 * - `split`: too large as a whole; its records go out again in smaller batches
 * - `renew`: the broker and we disagree about the sequence; the records need a new epoch
 * - `reject`: no further attempt can succeed
 */
export type Verdict = "written" | "retry" | "split" | "renew" | "reject";

/** Codes that stand for something else than "retriable or not" says. */
const verdicts: ReadonlyMap<number, Verdict> = new Map([
  [0, "written"],
  [10, "split"], // MESSAGE_TOO_LARGE
  [18, "split"], // RECORD_LIST_TOO_LARGE
  [45, "renew"], // OUT_OF_ORDER_SEQUENCE_NUMBER
  [46, "written"], // DUPLICATE_SEQUENCE_NUMBER: an earlier attempt got through
  [47, "renew"], // INVALID_PRODUCER_EPOCH
  [59, "renew"], // UNKNOWN_PRODUCER_ID
  [90, "renew"], // PRODUCER_FENCED: what some brokers say for 47
]);

/**
 * Codes that a leader gives before it touches the log. Any other error, "not leader" included, may
 * also come from a leader that wrote the batch and then lost its office waiting for the replicas.
 */
const beforeAppend: ReadonlySet<number> = new Set([
  2, // CORRUPT_MESSAGE
  10, // MESSAGE_TOO_LARGE
  17, // INVALID_TOPIC_EXCEPTION
  18, // RECORD_LIST_TOO_LARGE
  19, // NOT_ENOUGH_REPLICAS
  21, // INVALID_REQUIRED_ACKS
  29, // TOPIC_AUTHORIZATION_FAILED
  31, // CLUSTER_AUTHORIZATION_FAILED
  32, // INVALID_TIMESTAMP
  35, // UNSUPPORTED_VERSION
  42, // INVALID_REQUEST
  43, // UNSUPPORTED_FOR_MESSAGE_FORMAT
  44, // POLICY_VIOLATION
  45, // OUT_OF_ORDER_SEQUENCE_NUMBER
  47, // INVALID_PRODUCER_EPOCH
  59, // UNKNOWN_PRODUCER_ID
  76, // UNSUPPORTED_COMPRESSION_TYPE
  87, // INVALID_RECORD
  90, // PRODUCER_FENCED
  100, // UNKNOWN_TOPIC_ID
  103, // INCONSISTENT_TOPIC_ID
]);

/** Reads a partition's error code; `retriable` is what the table of Kafka errors says of it. */
export function judge(code: number, retriable: boolean): Verdict {
  return verdicts.get(code) ?? (retriable ? "retry" : "reject");
}

/** Whether the batch may be in the log although the broker answered with this error. */
export function leavesDoubt(code: number): boolean {
  return !beforeAppend.has(code);
}
