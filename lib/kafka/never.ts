/** A signal that never aborts, for whoever was given none. */
export const never = new AbortController().signal;
