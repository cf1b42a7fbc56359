import type { Context } from "../context.ts";

/** What a folder is for: what a user keeps, what a program remembers, how it is set up. */
export type FolderPurpose = "data" | "state" | "config";

/** The variable of the XDG Base Directory Specification, and its default below the home folder. */
const xdg: Readonly<Record<FolderPurpose, readonly [variable: string, path: readonly string[]]>> = {
  data: ["XDG_DATA_HOME", [".local", "share"]],
  state: ["XDG_STATE_HOME", [".local", "state"]],
  config: ["XDG_CONFIG_HOME", [".config"]],
};

/**
 * The folder of this program for one purpose: `wah` in the folder that the system has for it.
 *
 * An absolute `XDG_DATA_HOME`, `XDG_STATE_HOME` or `XDG_CONFIG_HOME` wins on every system. The
 * defaults are `~/.local/share`, `~/.local/state` and `~/.config`; on macOS always
 * `~/Library/Application Support`; on Windows always `%LOCALAPPDATA%`.
 *
 * @returns A path that is absolute unless the home folder is relative, or null if the account has
 * no home folder.
 * @see XDG Base Directory Specification 0.8: a relative path in a variable is ignored
 */
export function userFolder(
  purpose: FolderPurpose,
  { env, machine }: Pick<Context, "env" | "machine">,
): string | null {
  const [variable, path] = xdg[purpose];
  const isWindows = machine.os === "windows";
  const join = (...parts: readonly string[]): string => parts.join(isWindows ? "\\" : "/");
  const chosen = env(variable);
  if (chosen !== undefined && isAbsolute(chosen, isWindows)) return join(chosen, "wah");
  const local = env("LOCALAPPDATA");
  if (isWindows && local !== undefined) return join(local, "wah");
  const home = machine.homeFolder();
  if (home === undefined) return null;
  if (isWindows) return join(home, "AppData", "Local", "wah");
  if (machine.os === "darwin") return join(home, "Library", "Application Support", "wah");
  return join(home, ...path, "wah");
}

function isAbsolute(path: string, isWindows: boolean): boolean {
  return isWindows ? /^([a-z]:[\\/]|\\\\)/i.test(path) : path.startsWith("/");
}
