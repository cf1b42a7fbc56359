/** A signal that never aborts, for calls without a signal. */
export const never = new AbortController().signal;
