import { FailedError } from "../../lib/errors.ts";

/** The error of a broker that had to stop because its data file was deleted, moved or replaced. */
export function dataLost(cause: Error): FailedError {
  return new FailedError(cause.message, {
    hint: "Put the file back, or start again to begin with an empty one",
    cause,
  });
}
