import { closeSync, fsyncSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { FailedError } from "../errors.ts";

const ownerOnly = 0o700;

/** What opening or syncing a directory gives where that is not possible, or not permitted. */
const noSync = new Set(["EACCES", "EPERM", "EISDIR", "EINVAL", "ENOTSUP", "EBADF"]);

/**
 * Makes the directory of a broker's data, readable for its owner alone; one that exists stays as
 * it is. When this returns, a power cut does not take its name away; the names in it are synced by
 * whoever makes them.
 *
 * @throws {FailedError} When it cannot be made, or is something else.
 */
export function makeDataDirectory(directory: string): void {
  try {
    const path = resolve(directory);
    const first = mkdirSync(path, { recursive: true, mode: ownerOnly });
    // One that exists may have been made by a process that got no further.
    for (let name = path;; name = dirname(name)) {
      syncDirectory(dirname(name));
      if (first === undefined || name === first || name === dirname(name)) return;
    }
  } catch (error) {
    throw cannotUse(directory, error);
  }
}

/** Writes the names in a directory to the disk, where the system can and this process may. */
function syncDirectory(path: string): void {
  try {
    const directory = openSync(path, "r");
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  } catch (error) {
    const code = String((error as { code?: unknown } | null)?.code ?? "");
    if (error instanceof Deno.errors.NotCapable || noSync.has(code)) return;
    throw error;
  }
}

/** The failure of a file or folder of a broker's data, but for SQLite's, in a user's words. */
export function cannotUse(directory: string, cause: unknown): Error {
  if (cause instanceof Deno.errors.NotCapable) return cause;
  const found = cause instanceof Error ? cause.message : String(cause);
  return new FailedError(`Cannot use the data directory "${directory}": ${found}`, {
    hint: "Give another directory with --data",
    cause,
  });
}
