import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { absolutePath, joinPath, parentDirectory } from "../text/file_path.ts";
import { isSettingKey, readTable } from "./read_table.ts";
import { isTable } from "./read_value.ts";
import { type SettingKey, settingTable } from "./setting_table.ts";
import type { SettingSpec } from "./setting_spec.ts";
import type { SettingSource } from "./source.ts";
import { parseToml, readSettingsText } from "./toml_file.ts";
import { userFolder } from "./user_folder.ts";

/** The version of the format that this program writes. */
export const configVersion = 1;

const topKeys = ["version", "current", "profiles"];

/** The file of the user's profiles, as it was read. */
export interface ConfigFile {
  readonly file: string;
  /** Empty if there is no file. */
  readonly text: string;
  /** The parsed file, with its unknown keys. */
  readonly data: Record<string, unknown>;
  /** The name of the current profile. */
  readonly current: string | undefined;
  /** The names of all profiles, in the order of the file. */
  readonly names: readonly string[];
  /** Keys of the file's first level that mean nothing. */
  readonly unknown: readonly string[];
  /** Whether a newer version of this program wrote it; it then counts as empty. */
  readonly isNewer: boolean;
}

/** `config.toml` in this program's folder for settings; null if the account has no home folder. */
export function configPath(context: Pick<Context, "env" | "machine">): string | null {
  const folder = userFolder("config", context);
  return folder === null ? null : joinPath(folder, "config.toml");
}

/**
 * Reads the file of the profiles; null if there is none.
 *
 * @throws {UsageError} If it cannot be read, is invalid, or holds a secret that others can read.
 */
export async function readConfigFile(file: string): Promise<ConfigFile | null> {
  const found = readSettingsText(file);
  if (found === null) return null;
  const data = await parseToml(found);
  const { version = configVersion, current, profiles = {} } = data;
  if (typeof version !== "number") throw wrong(file, "version", "a number");
  if (version > configVersion) {
    return {
      file,
      text: found.text,
      data,
      current: undefined,
      names: [],
      unknown: [],
      isNewer: true,
    };
  }
  if (current !== undefined && typeof current !== "string") throw wrong(file, "current", "a text");
  if (!isTable(profiles)) throw wrong(file, "profiles", "a table");
  const lacksTable = Object.keys(profiles).find((name) => !isTable(profiles[name]));
  if (lacksTable !== undefined) throw wrong(file, `profiles.${lacksTable}`, "a table");
  refuseExposed(file, found.mode, profiles as Record<string, Record<string, unknown>>);
  return {
    file,
    text: found.text,
    data,
    current,
    names: Object.keys(profiles),
    unknown: Object.keys(data).filter((key) => !topKeys.includes(key)),
    isNewer: false,
  };
}

/** A profile as a source, and its unknown keys. */
export interface ProfileSettings {
  readonly source: SettingSource;
  readonly unknown: readonly string[];
}

/**
 * Reads one profile; null if there is none of that name. Relative paths start at the file's folder,
 * and `~/` at the home folder.
 *
 * @throws {UsageError} If one of its values is invalid; names the key and the file.
 */
export function readProfile(
  { file, data }: ConfigFile,
  name: string,
  { machine }: Pick<Context, "machine">,
): ProfileSettings | null {
  const table = profileTable(data, name);
  if (table === undefined) return null;
  const { values, unknown } = readTable(table, {
    file,
    prefix: `profiles.${name}.`,
    path: (path) => pathFrom(parentDirectory(file), path, machine.homeFolder()),
  });
  return { source: { kind: "profile", file, profile: name, values }, unknown };
}

/** The table of a profile; undefined if there is none. */
function profileTable(
  data: Record<string, unknown>,
  name: string,
): Record<string, unknown> | undefined {
  const { profiles } = data;
  if (!isTable(profiles) || !Object.hasOwn(profiles, name)) return undefined;
  const table = profiles[name];
  return isTable(table) ? table : undefined;
}

/** A path as a file in `folder` names it. */
export function pathFrom(folder: string, path: string, home: string | undefined): string {
  if (home !== undefined && /^~[\\/]/.test(path)) return joinPath(home, path.slice(2));
  const isRooted = path.startsWith("/") || /^([a-z]:[\\/]|\\\\)/i.test(path);
  return isRooted ? path : absolutePath(joinPath(folder, path));
}

function refuseExposed(
  file: string,
  mode: number | null,
  profiles: Record<string, Record<string, unknown>>,
): void {
  if (mode === null || Deno.build.os === "windows" || (mode & 0o077) === 0) return;
  const secrets = Object.keys(settingTable).filter((key) =>
    (settingTable[key as SettingKey] as SettingSpec).isSecret
  );
  for (const [name, table] of Object.entries(profiles)) {
    const key = secrets.find((each) => isSettingKey(each) && hasKey(table, each.split(".")));
    if (key === undefined) continue;
    throw new UsageError(
      `Cannot use "${file}": profiles.${name}.${key} is a secret, and other users can access ` +
        "the file",
      { hint: `Run chmod 600 "${file}"` },
    );
  }
}

function hasKey(table: Record<string, unknown>, [name = "", ...rest]: readonly string[]): boolean {
  if (!Object.hasOwn(table, name)) return false;
  const inner = table[name];
  return rest.length === 0 || (isTable(inner) && hasKey(inner, rest));
}

function wrong(file: string, key: string, expected: string): UsageError {
  return new UsageError(`Cannot use ${key} in "${file}": expected ${expected}`);
}
