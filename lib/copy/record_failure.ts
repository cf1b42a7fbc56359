/** One record cannot be copied; the message says why, as a clause. */
export class RecordFailure extends Error {
  override readonly name = "RecordFailure";
}
