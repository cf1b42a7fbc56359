import type { Context } from "../../lib/context.ts";
import { type ConfigFile, readProfile } from "../../lib/settings/config_file.ts";
import { editData, type TomlEdit, type TomlTable } from "../../lib/settings/edit_toml.ts";
import { resolveSettings } from "../../lib/settings/settings.ts";
import { writeConfig } from "../../lib/settings/write_config.ts";

/**
 * Writes changes of a profile, if the profile is valid with them.
 *
 * @throws {UsageError} If it is not, or the file cannot be changed.
 * @throws {FailedError} If the file cannot be written.
 */
export async function saveProfile(
  config: ConfigFile,
  edits: readonly (TomlEdit | TomlTable)[],
  context: Pick<Context, "machine">,
): Promise<void> {
  const data = editData(config.data, edits);
  const names = new Set(edits.map(({ path }) => path[0] === "profiles" ? path[1] : undefined));
  for (const name of names) {
    const profile = name === undefined ? null : readProfile({ ...config, data }, name, context);
    if (profile !== null) resolveSettings({ sources: [profile.source] });
  }
  await writeConfig(config, edits);
}
