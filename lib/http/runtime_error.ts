/**
 * Returns whether `error` may be a failure of the network or the system. False for the error types
 * of the language, for example `TypeError`, which mean a bug.
 */
export function isRuntimeError(error: unknown): boolean {
  return error instanceof Error && !(error instanceof TypeError) &&
    !(error instanceof RangeError) && !(error instanceof ReferenceError);
}
