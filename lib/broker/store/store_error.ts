import { FailedError } from "../../errors.ts";
import { DataError } from "../data_error.ts";
import { CorruptDataError } from "./row.ts";

/** Returns SQLite's error, or that of a damaged row, as one for the user; any other unchanged. */
export function openError(path: string, error: unknown): unknown {
  const cannot = `Cannot open "${path}"`;
  if (error instanceof CorruptDataError) {
    return new DataError("damaged", `${cannot}: the file is damaged: ${error.message}`, {
      cause: error,
    });
  }
  if (!isSqliteError(error)) return error;
  if (/database is locked/.test(error.message)) {
    return new DataError("in use", `${cannot}: another process is using it`, { cause: error });
  }
  if (/not a database|malformed/.test(error.message)) {
    return damagedError(path, { cause: error });
  }
  return new FailedError(`${cannot}: ${error.message}`, { cause: error });
}

/** Returns the error of a file that is damaged, or that no broker wrote. */
export function damagedError(path: string, options: { readonly cause?: unknown } = {}): DataError {
  const message = `Cannot open "${path}": the file is damaged or not a log of this broker`;
  return new DataError("damaged", message, options);
}

/** Whether an error means that the store cannot be read: SQLite's, or that of a damaged row. */
export function isStoreError(error: unknown): error is Error {
  return error instanceof CorruptDataError || isSqliteError(error) ||
    hasCode(error, "ERR_INVALID_STATE");
}

function isSqliteError(error: unknown): error is Error {
  return hasCode(error, "ERR_SQLITE_ERROR");
}

function hasCode(error: unknown, code: string): error is Error {
  return error instanceof Error && "code" in error && error.code === code;
}
