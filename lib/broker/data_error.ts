import { type FailureOptions, WahError } from "../errors.ts";

/** What is wrong with a broker's data. */
export type DataProblem =
  /** Another broker holds the lock on the directory. */
  | "locked"
  /** Another process has the file open. */
  | "in use"
  | "damaged"
  /** Another program wrote the file. */
  | "foreign"
  /** Another version of this program wrote the file. */
  | "other version"
  /** The directory, or a file in it, cannot be created, read or written. */
  | "unusable";

/** A broker's data cannot be used; the caller adds the hint that fits the problem. */
export class DataError extends WahError {
  override readonly name = "DataError";
  override readonly kind = "failed";
  readonly problem: DataProblem;

  constructor(problem: DataProblem, message: string, options: FailureOptions = {}) {
    super(message, options);
    this.problem = problem;
  }
}
