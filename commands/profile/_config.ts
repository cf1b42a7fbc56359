import type { Context } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";
import { type ConfigFile, configPath, readConfigFile } from "../../lib/settings/config_file.ts";

/**
 * The file of the profiles; empty if it does not exist.
 *
 * @throws {UsageError} If it is invalid, or the account has no home folder.
 */
export async function readProfiles(context: Pick<Context, "env" | "machine">): Promise<ConfigFile> {
  const file = configPath(context);
  if (file === null) {
    throw new UsageError("Cannot find the folder for profiles: this account has no home folder", {
      hint: "Set XDG_CONFIG_HOME to a folder",
    });
  }
  return await readConfigFile(file) ?? {
    file,
    text: "",
    data: {},
    current: undefined,
    names: [],
    unknown: [],
    isNewer: false,
  };
}

/**
 * Checks the name of a new profile.
 *
 * @throws {UsageError} If it is empty, too long, or contains anything but letters, digits, `.`, `_`
 * and `-`.
 */
export function checkProfileName(name: string): void {
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/.test(name)) return;
  throw new UsageError(`Cannot use "${name}" as the name of a profile`, {
    hint: "Use 1 to 64 of the characters a-z, A-Z, 0-9, dot, underscore and hyphen",
  });
}
