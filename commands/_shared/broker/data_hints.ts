import { DataError, type DataProblem } from "../../../lib/broker/data_error.ts";
import { FailedError } from "../../../lib/errors.ts";

const anotherDirectory = "Give another directory with --data";

const hints: Readonly<Record<DataProblem, string>> = {
  locked: "Stop that broker with wah dev stop, or give another directory with --data",
  "in use": "Stop that broker (wah dev status shows the background one), or give another --data",
  damaged: "Restore it from a copy, or give another directory with --data",
  foreign: anotherDirectory,
  "other version": "Use the program that wrote it, or give another directory with --data",
  unusable: anotherDirectory,
};

/** Runs work on a broker's data, and adds to a {@link DataError} the hint that names the flag. */
export async function withDataHints<Result>(
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DataError ? hinted(error) : error;
  }
}

function hinted(error: DataError): FailedError {
  return new FailedError(error.message, { hint: hints[error.problem], cause: error.cause });
}
