import { joinPath } from "../../text/file_path.ts";
import { isFileError, openPrivate, removeIfPresent } from "../private_file.ts";
import { isOwnFile } from "./file_owner.ts";
import { readText, writeText } from "./state_text.ts";

/** The reason why a broker stopped by itself. */
export interface BrokerFailure {
  /** One line. */
  readonly reason: string;
  /** ISO 8601, in UTC. */
  readonly failedAt: string;
}

const fileName = "broker.failed";

/**
 * Writes the reason why the broker on this directory stops; the next broker removes it. Best
 * effort: ignores file errors, because the disk or the whole directory may have failed.
 */
export function writeBrokerFailure(directory: string, failure: BrokerFailure): void {
  const path = joinPath(directory, fileName);
  const draft = `${path}.new`;
  try {
    removeIfPresent(draft);
    using file = openPrivate(draft, "createNew");
    writeText(file, `${JSON.stringify(failure, null, 2)}\n`);
    Deno.renameSync(draft, path);
  } catch (error) {
    if (!isFileError(error)) throw error;
  }
}

/**
 * Reads the reason why the last broker on this directory stopped. Returns null if it did not stop
 * by itself, or if no readable file of this user states a reason.
 */
export function readBrokerFailure(directory: string): BrokerFailure | null {
  try {
    using file = openPrivate(joinPath(directory, fileName), "read");
    if (!isOwnFile(file, directory, { strict: false })) return null;
    const failure: unknown = JSON.parse(readText(file));
    return isBrokerFailure(failure) ? failure : null;
  } catch (error) {
    if (!isFileError(error) && !(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** Removes the reason. Only call it while holding the data lock. */
export function clearBrokerFailure(directory: string): void {
  removeIfPresent(joinPath(directory, fileName));
}

function isBrokerFailure(value: unknown): value is BrokerFailure {
  if (typeof value !== "object" || value === null) return false;
  const { reason, failedAt } = value as Record<string, unknown>;
  return typeof reason === "string" && typeof failedAt === "string";
}
