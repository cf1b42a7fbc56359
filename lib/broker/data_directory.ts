import { mkdirSync } from "node:fs";
import { FailedError } from "../errors.ts";

const ownerOnly = 0o700;

/**
 * Makes the directory of a broker's data, readable for its owner alone; one that exists stays as
 * it is.
 *
 * @throws {FailedError} When it cannot be made, or is something else.
 */
export function makeDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: ownerOnly });
  } catch (error) {
    throw cannotUse(directory, error);
  }
}

/** The failure of a file or folder of a broker's data, but for SQLite's, in a user's words. */
export function cannotUse(directory: string, cause: unknown): Error {
  if (cause instanceof Deno.errors.NotCapable) return cause;
  const found = cause instanceof Error ? cause.message : String(cause);
  return new FailedError(`Cannot use the data directory "${directory}": ${found}`, {
    hint: "Give another one with --data",
    cause,
  });
}
