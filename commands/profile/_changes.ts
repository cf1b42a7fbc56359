import { UsageError } from "../../lib/errors.ts";
import { parseAddresses } from "../../lib/kafka/config.ts";
import type { TomlEdit, TomlValue } from "../../lib/settings/edit_toml.ts";
import { isSettingKey, withPaths } from "../../lib/settings/read_table.ts";
import { readSettingText } from "../../lib/settings/read_value.ts";
import type { SettingSpec } from "../../lib/settings/setting_spec.ts";
import { type SettingKey, settingTable } from "../../lib/settings/setting_table.ts";
import { absolutePath } from "../../lib/text/file_path.ts";
import { nearestNames } from "../../lib/text/nearest.ts";
import type { GlobalOptions } from "../_shared/parser/globals.ts";

/** A change of one value of a profile; undefined removes it. */
type Change = readonly [path: readonly string[], value: TomlValue | undefined];

const maps = (Object.keys(settingTable) as SettingKey[])
  .filter((key) => settingTable[key].kind === "map");

/**
 * The changes that a command line makes in a profile: its global flags, and `KEY=VALUE` arguments,
 * of which `KEY=` removes a value.
 *
 * @throws {UsageError} If a key is unknown or carries a secret, or a value is invalid.
 */
export function profileEdits(
  name: string,
  pairs: readonly string[],
  globals: GlobalOptions,
): TomlEdit[] {
  const changes = [...flagChanges(globals), ...pairs.map(pairChange)];
  return changes.map(([path, value]) => ({ path: ["profiles", name, ...path], value }));
}

function flagChanges(globals: GlobalOptions): Change[] {
  const flags: Readonly<Record<string, unknown>> = globals;
  return (Object.entries(settingTable) as [SettingKey, SettingSpec][]).flatMap(([key, spec]) => {
    const value = spec.flag === undefined ? undefined : flags[spec.flag];
    if (value === undefined) return [];
    return [[key.split("."), checked(spec, value as TomlValue)] as const];
  });
}

function pairChange(pair: string): Change {
  const at = pair.indexOf("=");
  const key = pair.slice(0, at < 0 ? undefined : at).trim();
  const text = pair.slice(at + 1).trim();
  if (at < 1) throw new UsageError(`Cannot use "${pair}": expected KEY=VALUE`);
  const map = maps.find((each) => key.startsWith(`${each}.`) && key.length > each.length + 1);
  if (map !== undefined) {
    const name = key.slice(map.length + 1);
    const value = withPaths({ [name]: text }, settingTable[map], pathInFile);
    const found = (value as Record<string, string>)[name];
    return [[...map.split("."), name], text === "" ? undefined : found];
  }
  if (!isSettingKey(key)) throw unknownKey(key);
  const spec: SettingSpec = settingTable[key];
  const path = key.split(".");
  if (text === "") return [path, undefined];
  if (spec.isSecret) throw secretArgument(key);
  if (spec.kind === "map") {
    throw new UsageError(`Cannot use "${pair}": expected ${key}.NAME=VALUE`);
  }
  return [path, checked(spec, readSettingText(text, spec, key) as TomlValue)];
}

function checked(spec: SettingSpec, value: TomlValue): TomlValue {
  if (spec.kind === "addresses") parseAddresses(value as string);
  return spec.kind === "file" ? pathInFile(value as string) : value;
}

/** A path as a file of settings names it: not relative to the working folder. */
function pathInFile(path: string): string {
  return /^~[\\/]/.test(path) ? path : absolutePath(path);
}

function unknownKey(key: string): UsageError {
  const [nearest] = nearestNames(key, Object.keys(settingTable));
  return new UsageError(`Cannot set "${key}": there is no such setting`, {
    hint: nearest === undefined
      ? "wah help settings lists all settings"
      : `Did you mean ${nearest}?`,
  });
}

function secretArgument(key: string): UsageError {
  return new UsageError(
    `Cannot set ${key} on a command line: other users of this machine can read it`,
    { hint: `Set ${key}_command or ${key}_file instead` },
  );
}
