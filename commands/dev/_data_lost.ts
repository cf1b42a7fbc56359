import { FailedError } from "../../lib/errors.ts";

/** Returns the error of a broker that stopped because its data file was lost or replaced. */
export function dataLost(cause: Error): FailedError {
  return new FailedError(cause.message, {
    hint: "Put the file back, or start again to begin with an empty one",
    cause,
  });
}
