import { joinPath } from "../../text/file_path.ts";
import { openPrivate, removeIfPresent } from "../private_file.ts";
import { isOwnFile } from "./file_owner.ts";
import { readText, writeText } from "./state_text.ts";

/** Why a broker stopped on its own. */
export interface BrokerFailure {
  /** One line. */
  readonly reason: string;
  /** ISO 8601, in UTC. */
  readonly failedAt: string;
}

const fileName = "broker.failed";

/**
 * Leaves word of why the broker on this directory stops, until the next one starts there. Best
 * effort: the disk or the whole directory may be what failed.
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
    if (error instanceof Deno.errors.NotCapable) throw error;
  }
}

/** Why the last broker on this directory stopped; null if it was stopped, or left no word. */
export function readBrokerFailure(directory: string): BrokerFailure | null {
  try {
    using file = openPrivate(joinPath(directory, fileName), "read");
    if (!isOwnFile(file, directory, { strict: false })) return null;
    const failure: unknown = JSON.parse(readText(file));
    return isBrokerFailure(failure) ? failure : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return null;
  }
}

/** Removes it; only the broker that holds the directory may. */
export function clearBrokerFailure(directory: string): void {
  removeIfPresent(joinPath(directory, fileName));
}

function isBrokerFailure(value: unknown): value is BrokerFailure {
  if (typeof value !== "object" || value === null) return false;
  const { reason, failedAt } = value as Record<string, unknown>;
  return typeof reason === "string" && typeof failedAt === "string";
}
