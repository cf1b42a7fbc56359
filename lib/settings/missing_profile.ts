import { UsageError } from "../errors.ts";
import { nearestNames } from "../text/nearest.ts";
import type { ConfigFile } from "./config_file.ts";

/**
 * The error for a profile that does not exist, with the nearest name.
 *
 * @param place The flag, variable or key that names it; undefined for an argument.
 */
export function missingProfile(
  name: string,
  { names, isNewer, file }: Pick<ConfigFile, "names" | "isNewer" | "file">,
  place?: string,
): UsageError {
  const from = place === undefined ? "" : ` of ${place}`;
  if (isNewer) {
    return new UsageError(
      `Cannot use the profile "${name}"${from}: a newer version of wah wrote "${file}"`,
      { hint: "Update wah" },
    );
  }
  const [nearest] = nearestNames(name, names);
  const hint = nearest === undefined
    ? "wah profile list shows all profiles"
    : `Did you mean ${nearest}?`;
  return new UsageError(`Cannot use the profile "${name}"${from}: there is no such profile`, {
    hint,
  });
}
