import { nearestNames } from "../text/nearest.ts";
import { settingTable } from "./setting_table.ts";

const start = /^profiles\.[^.]+\./;

/**
 * The warning about a key of a settings file that means nothing, with the nearest key.
 *
 * @param name The key in the file, for example `profiles.prod.broker`.
 */
export function unknownKeyWarning(name: string, file: string): string {
  const key = name.replace(start, "");
  const known = start.test(name) || !/^(version|current|profiles)$/.test(key)
    ? Object.keys(settingTable)
    : [];
  const [nearest] = nearestNames(key, known);
  return `Ignored unknown key ${name} in "${file}"` +
    (nearest === undefined ? "" : `; did you mean ${nearest}?`);
}
