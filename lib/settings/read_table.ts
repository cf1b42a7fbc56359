import { isTable, readTomlValue } from "./read_value.ts";
import { type SettingKey, settingTable } from "./setting_table.ts";
import type { SettingSpec, SettingValue } from "./setting_spec.ts";
import type { Found } from "./source.ts";

/** The settings of a TOML table. */
export interface TableSettings {
  readonly values: ReadonlyMap<SettingKey, Found>;
  /** Keys that are no setting, with the start of their table. */
  readonly unknown: readonly string[];
}

/** The file that a table is in, and the start of its keys. */
export interface TablePlace {
  readonly file: string;
  /** For example `profiles.prod.`; empty for the table of the whole file. */
  readonly prefix: string;
  /** Turns the path of a setting into one that does not depend on the working folder. */
  readonly path: (path: string) => string;
}

/**
 * Reads the settings of a TOML table.
 *
 * @throws {UsageError} If a value is not of its setting's kind; names the key and the file.
 */
export function readTable(table: Record<string, unknown>, place: TablePlace): TableSettings {
  const values = new Map<SettingKey, Found>();
  const unknown: string[] = [];
  for (const [key, value] of flatten(table, "")) {
    const name = `${place.prefix}${key}`;
    if (!isSettingKey(key)) {
      unknown.push(name);
      continue;
    }
    const spec: SettingSpec = settingTable[key];
    const read = readTomlValue(value, spec, `${name} in "${place.file}"`);
    values.set(key, { name, value: withPaths(read, spec, place.path) });
  }
  return { values, unknown };
}

/** A value whose files are named by paths that do not depend on the working folder. */
export function withPaths(
  value: SettingValue,
  { kind, hasFiles }: SettingSpec,
  path: (path: string) => string,
): SettingValue {
  if (kind === "file") return path(value as string);
  if (!hasFiles) return value;
  const entries = Object.entries(value as Record<string, string>).map(([name, text]) => {
    const [, start, file] = /^([\w-]+=)(.+)$/s.exec(text) ?? [];
    return [name, file === undefined ? text : start + path(file)];
  });
  return Object.fromEntries(entries);
}

/** Whether a text is the key of a setting. */
export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingTable, key);
}

/** The values of a table by dotted keys; a table that is itself a setting stays whole. */
function flatten(table: Record<string, unknown>, prefix: string): [string, unknown][] {
  return Object.entries(table).flatMap(([name, value]): [string, unknown][] => {
    const key = `${prefix}${name}`;
    return isTable(value) && !isSettingKey(key) ? flatten(value, `${key}.`) : [[key, value]];
  });
}
