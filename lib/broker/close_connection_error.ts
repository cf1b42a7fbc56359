/**
 * Closes the connection without an answer, because Kafka's protocol has no answer for this case.
 */
export class CloseConnectionError extends Error {
  override readonly name = "CloseConnectionError";
}
