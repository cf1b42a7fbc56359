import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cannotUse } from "../data_directory.ts";

/** What a running broker tells about itself to other processes of this machine. */
export interface BrokerState {
  readonly pid: number;
  /** A host through which this machine reaches it. */
  readonly host: string;
  readonly port: number;
  /** ISO 8601, in UTC. */
  readonly startedAt: string;
  /** Version of the program that runs it. */
  readonly version: string;
}

const fileName = "broker.json";
const ownerOnly = 0o600;

const loopbackOfAll: ReadonlyMap<string, string> = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"],
]);

/** How this machine reaches what listens on `host`: every address is none to connect to. */
export function reachableHost(host: string): string {
  return loopbackOfAll.get(host) ?? host;
}

/**
 * Writes the state of the broker that holds this directory; a reader sees all of it or nothing.
 *
 * @throws {FailedError} When the disk does not take it.
 */
export function writeBrokerState(directory: string, state: BrokerState): void {
  const path = join(directory, fileName);
  const draft = `${path}.new`;
  try {
    writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: ownerOnly });
    renameSync(draft, path);
  } catch (error) {
    throw cannotUse(directory, error);
  }
}

/**
 * What the last broker on this directory wrote and did not take back; null where there is nothing,
 * or nothing that can be read. Whether that broker still runs, it does not tell.
 */
export function readBrokerState(directory: string): BrokerState | null {
  try {
    const state: unknown = JSON.parse(readFileSync(join(directory, fileName), "utf8"));
    return isBrokerState(state) ? state : null;
  } catch (error) {
    if (error instanceof SyntaxError || isMissing(error)) return null;
    throw error;
  }
}

/** Takes the state back; only the broker that holds the directory may. */
export function removeBrokerState(directory: string): void {
  rmSync(join(directory, fileName), { force: true });
}

function isBrokerState(value: unknown): value is BrokerState {
  if (typeof value !== "object" || value === null) return false;
  const { pid, host, port, startedAt, version } = value as Record<string, unknown>;
  return Number.isInteger(pid) && Number(pid) > 0 && Number.isInteger(port) &&
    [host, startedAt, version].every((text) => typeof text === "string");
}

function isMissing(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "ENOENT" || code === "ENOTDIR";
}
