import { readProfile } from "../../lib/settings/config_file.ts";
import { defaultAddress } from "../../lib/settings/connection.ts";
import { missingProfile } from "../../lib/settings/missing_profile.ts";
import { resolveSettings } from "../../lib/settings/settings.ts";
import type { SettingValue } from "../../lib/settings/setting_spec.ts";
import { type ResolvedSetting, type Settings, specOf } from "../../lib/settings/settings.ts";
import type { SourceKind } from "../../lib/settings/source.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { note } from "../_shared/note.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { switchFlag } from "../_shared/parser/flag.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { printList } from "../_shared/print.ts";
import { table, type TableOutput } from "../_shared/table.ts";
import { commandSettings } from "../_shared/settings.ts";
import { readProfiles } from "./_config.ts";

/** `wah profile show`. */
export const profileShowCommand = defineCommand({
  description: "Show the settings that commands use here, from flags, the environment, wah.toml " +
    "and the profile; or with NAME, those of one profile. Secrets are hidden.",
  examples: [
    ["wah profile show", "the settings in use"],
    ["wah profile show --origin", "and where each one is set"],
    ["wah profile show prod", "those of one profile"],
  ],
  args: [{ name: "NAME", brief: "a profile", complete: "profile", isOptional: true }],
  flags: { origin: switchFlag("show where each setting is set"), output: outputFlag },
  async run({ args: [name], flags: { origin, output }, context }): Promise<void> {
    const settings = name === undefined
      ? await commandSettings(context)
      : await profileSettings(name, context);
    if (name === undefined && settings.profile !== undefined) {
      const { profile, file } = settings.profile;
      await note(`Using profile "${profile}" in "${file}"`, context);
    }
    const brokers = settings.find("brokers");
    const rows = [
      ...(brokers === undefined && name === undefined ? [defaultRow] : []),
      ...settings.all().map(rowOf),
    ];
    const { stdout } = context;
    await printList(stdout, output, {
      name: "settings",
      items: rows,
      text: () => rowsText(rows, origin ?? false, stdout),
    });
  },
});

/** A setting as it is shown. */
interface SettingRow {
  readonly key: string;
  /** Null if it is a secret. */
  readonly value: SettingValue | null;
  readonly secret: boolean;
  readonly origin: {
    readonly kind: "flag" | "variable" | "profile" | "project" | "default";
    /** The flag, the variable, or the key in the file; null for a default. */
    readonly name: string | null;
    readonly file: string | null;
    /** The name of a profile; null for anything else. */
    readonly profile: string | null;
  };
}

const kinds: Readonly<Record<SourceKind, SettingRow["origin"]["kind"]>> = {
  "flag": "flag",
  "wah-variable": "variable",
  "rpk-variable": "variable",
  "profile": "profile",
  "project": "project",
};

const defaultRow: SettingRow = {
  key: "brokers",
  value: formatAddress(defaultAddress),
  secret: false,
  origin: { kind: "default", name: null, file: null, profile: null },
};

async function profileSettings(name: string, context: CommandContext): Promise<Settings> {
  const config = await readProfiles(context);
  const profile = readProfile(config, name, context);
  if (profile === null) throw missingProfile(name, config);
  return resolveSettings({ sources: [profile.source] });
}

function rowOf({ key, value, name, source }: ResolvedSetting): SettingRow {
  const { isSecret = false } = specOf(key);
  return {
    key,
    value: isSecret ? null : value,
    secret: isSecret,
    origin: {
      kind: kinds[source.kind],
      name,
      file: source.file ?? null,
      profile: source.profile ?? null,
    },
  };
}

function rowsText(
  rows: readonly SettingRow[],
  withOrigin: boolean,
  output: TableOutput,
): Promise<string> {
  const cells = rows.map((row) => [
    row.key,
    row.secret ? "(hidden)" : valueText(row.value),
    ...(withOrigin ? [originText(row.origin)] : []),
  ]);
  return table(["SETTING", "VALUE", ...(withOrigin ? ["ORIGIN"] : [])], cells, output);
}

function valueText(value: SettingValue | null): string {
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.join(", ");
  return Object.entries(value ?? {}).map(([name, text]) => `${name}=${text}`).join(", ");
}

function originText({ kind, name, file, profile }: SettingRow["origin"]): string {
  if (profile !== null) return `profile ${profile}`;
  return file ?? name ?? kind;
}
