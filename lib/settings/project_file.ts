import { UsageError } from "../errors.ts";
import { parentDirectory } from "../text/file_path.ts";
import { pathFrom } from "./config_file.ts";
import { readTable } from "./read_table.ts";
import type { SettingSpec } from "./setting_spec.ts";
import { settingTable } from "./setting_table.ts";
import type { SettingSource } from "./source.ts";
import { parseToml, readSettingsText } from "./toml_file.ts";

/** A project's settings, and its unknown keys. */
export interface ProjectSettings {
  readonly source: SettingSource;
  readonly unknown: readonly string[];
}

/**
 * Reads a project file.
 *
 * It can arrive with a repository, so it cannot set a login, a key, a command, or lift a guard.
 *
 * @throws {UsageError} If it cannot be read, is invalid, or sets what it must not.
 */
export async function readProjectFile(file: string): Promise<ProjectSettings> {
  const found = readSettingsText(file);
  if (found === null) throw new UsageError(`Cannot read "${file}": no such file`);
  const { values, unknown } = readTable(await parseToml(found), {
    file,
    prefix: "",
    path: (path) => pathFrom(parentDirectory(file), path, undefined),
  });
  for (const [key, { value }] of values) {
    const { inProject, part }: SettingSpec = settingTable[key];
    if (!inProject) {
      throw new UsageError(`Cannot use ${key} in "${file}": a project file must not set it`, {
        hint: "Set it in a profile: wah profile set NAME KEY=VALUE",
      });
    }
    if (part === "guard" && value === false) {
      throw new UsageError(`Cannot use ${key} = false in "${file}": expected true`, {
        hint: "A project file can only add protection; remove the line",
      });
    }
  }
  return { source: { kind: "project", file, values }, unknown };
}
