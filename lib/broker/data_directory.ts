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
    const found = error instanceof Error ? error.message : String(error);
    throw new FailedError(`Cannot use the data directory "${directory}": ${found}`, {
      hint: "Give another one with --data",
      cause: error,
    });
  }
}
