import { UsageError } from "../../lib/errors.ts";
import { pathFrom } from "../../lib/settings/config_file.ts";
import type { TomlEdit, TomlTable, TomlValue } from "../../lib/settings/edit_toml.ts";
import type { ImportedFile, ImportedProfile } from "../../lib/settings/import/imported_profile.ts";
import { specOf } from "../../lib/settings/settings.ts";
import { readSettingsText } from "../../lib/settings/toml_file.ts";
import { absolutePath, fileName, parentDirectory } from "../../lib/text/file_path.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { visible } from "../../lib/text/visible.ts";
import { note } from "../_shared/note.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { switchFlag, valueFlag } from "../_shared/parser/flag.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";
import { checkProfileName, readProfiles } from "./_config.ts";
import { saveProfile } from "./_save.ts";

/** `wah profile import`. */
export const profileImportCommand = defineCommand({
  description: "Create profiles from the settings of another program: rpk.yaml of rpk, or the " +
    ".properties file of a Java client or kcat.",
  examples: [
    ["wah profile import ~/.config/rpk/rpk.yaml", "all profiles of rpk"],
    ["wah profile import client.properties --name prod", "one profile from a Java client"],
  ],
  args: [{ name: "FILE", brief: "rpk.yaml, or a .properties file" }],
  flags: {
    name: valueFlag("rpk.yaml: import only this profile; otherwise the name of the new profile", {
      placeholder: "NAME",
    }),
    withPassword: switchFlag("store passwords too, in the file of the profiles"),
    output: outputFlag,
  },
  async run({ args: [file = ""], flags: { name, withPassword, output }, context }): Promise<void> {
    const imported = await readForeignFile(file, context);
    const chosen = choose(imported, name, file);
    const config = await readProfiles(context);
    for (const each of chosen) {
      checkProfileName(each.name);
      if (!config.names.includes(each.name)) continue;
      throw new UsageError(`Cannot import the profile "${each.name}": it already exists`, {
        hint: "Delete it first with wah profile delete, or use --name",
      });
    }
    const rows = chosen.map((each) => importRow(each, withPassword ?? false));
    const { current } = imported;
    const names = rows.map(({ profile }) => profile);
    const edits = chosen.flatMap((each, index) => editsOf(each, rows[index]!));
    const isFirst = config.current === undefined && current !== undefined &&
      names.includes(current);
    await saveProfile(
      config,
      isFirst ? [...edits, { path: ["current"], value: current }] : edits,
      context,
    );
    const { stdout } = context;
    const cells = rows.map((row) => [row.profile, row.settings.join(", ")]);
    await printList(stdout, output, {
      name: "profiles",
      items: rows,
      text: () => table(["PROFILE", "SETTINGS"], cells, stdout),
    });
    for (const row of rows) await reportSkipped(row, context);
  },
});

type Named = ImportedProfile & { readonly name: string };

/** The result for one profile. */
interface ImportRow {
  readonly profile: string;
  /** The keys of its settings. */
  readonly settings: readonly string[];
  /** Keys without a counterpart in wah. */
  readonly skipped: readonly string[];
  /** Secrets that were not stored. */
  readonly secrets: readonly string[];
}

async function readForeignFile(file: string, context: CommandContext): Promise<ImportedFile> {
  const found = readSettingsText(file);
  if (found === null) throw new UsageError(`Cannot import "${file}": no such file`);
  const folder = parentDirectory(absolutePath(file));
  const home = context.machine.homeFolder();
  const options = { file, path: (path: string) => pathFrom(folder, path, home) };
  if (/\.ya?ml$/i.test(file)) {
    const { readRpkYaml } =
      await (import("../../lib/settings/import/rpk_yaml.ts" as string) as Promise<
        typeof import("../../lib/settings/import/rpk_yaml.ts")
      >);
    return await readRpkYaml(found.text, options);
  }
  const { importProperties } =
    await (import("../../lib/settings/import/properties.ts" as string) as Promise<
      typeof import("../../lib/settings/import/properties.ts")
    >);
  return { profiles: [importProperties(found.text, options)], current: undefined };
}

/** The profiles to import, each with its name. */
function choose(
  { profiles }: ImportedFile,
  wanted: string | undefined,
  file: string,
): readonly Named[] {
  const [only] = profiles;
  if (profiles.length === 1 && only!.name === undefined) {
    return [{ ...only!, name: wanted ?? fileName(file).replace(/\.[^.]*$/, "") }];
  }
  const named = profiles.flatMap((each) => each.name === undefined ? [] : [each as Named]);
  const chosen = named.filter(({ name }) => wanted === undefined || name === wanted);
  if (chosen.length > 0) return chosen;
  const names = named.map(({ name }) => name).join(", ") || "none";
  throw new UsageError(
    wanted === undefined
      ? `Cannot import "${file}": it holds no profiles`
      : `Cannot import the profile "${wanted}" from "${file}": it holds ${names}`,
  );
}

function importRow({ name, values, skipped }: Named, withPassword: boolean): ImportRow {
  const keys = [...values.keys()];
  const secrets = withPassword ? [] : keys.filter((key) => specOf(key).isSecret);
  return {
    profile: name,
    settings: keys.filter((key) => !(secrets as readonly string[]).includes(key)),
    skipped,
    secrets,
  };
}

function editsOf({ name, values }: Named, { settings }: ImportRow): (TomlEdit | TomlTable)[] {
  const path = ["profiles", name];
  return [
    { path, isTable: true },
    ...[...values].filter(([key]) => settings.includes(key)).map(([key, value]) => ({
      path: [...path, ...key.split(".")],
      value: value as TomlValue,
    })),
  ];
}

async function reportSkipped(
  { profile, skipped, secrets }: ImportRow,
  context: CommandContext,
): Promise<void> {
  if (skipped.length > 0) {
    await note(visible(`Not imported into "${profile}": ${skipped.join("; ")}`), context);
  }
  for (const key of secrets) {
    const command = `wah profile set ${shellQuote(profile)} ${key}_command='…'`;
    await note(
      `Not stored: ${key} of "${profile}"; run ${command}, or import with ` +
        "--with-password",
      context,
    );
  }
}
