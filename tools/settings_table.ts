import type { SettingSpec } from "../lib/settings/setting_spec.ts";
import { flagOf } from "../lib/settings/environment.ts";
import { markdownTable, withGenerated } from "./generated_table.ts";

/** A Markdown table of all settings. */
export function settingsTable(table: Readonly<Record<string, SettingSpec>>): string {
  const rows = Object.entries(table).map(([key, spec]) => [
    `\`${key}\``,
    meaningOf(spec),
    [...(spec.flag === undefined ? [] : [flagOf(spec.flag)]), ...spec.variables ?? []]
      .map((name) => `\`${name}\``).join(", "),
    spec.inProject ? "yes" : "",
  ]);
  return markdownTable([["key", "meaning", "flag, variables", "`wah.toml`"], ...rows]);
}

function meaningOf({ meaning, choices = [], kind }: SettingSpec): string {
  if (kind === "flag") return `${meaning} (true or false)`;
  return choices.length === 0 ? meaning : `${meaning}: ${choices.join(", ")}`;
}

/**
 * Replaces the table of the settings in a page.
 *
 * @throws If the page lacks the comments around the table.
 */
export function withSettingsTable(page: string, table: string): string {
  return withGenerated(page, "settings", table);
}
