import { flagOf } from "../../lib/settings/environment.ts";
import type { SettingSpec } from "../../lib/settings/setting_spec.ts";
import { settingTable } from "../../lib/settings/setting_table.ts";
import type { HelpRow } from "../_shared/parser/help.ts";
import type { HelpPage } from "./_page.ts";

/** `wah help settings`. */
export const settingsPage: HelpPage = {
  name: "settings",
  summary: "What chooses the cluster, and how wah behaves.",
  sections: [
    {
      title: "Where a setting comes from",
      text: "The first of these that has it. wah profile show --origin prints the settings in " +
        "use, and where each one is set.",
      rows: [
        ["1", "a flag, for example --brokers"],
        ["2", "the profile that --profile NAME names"],
        ["3", "a variable WAH_..."],
        ["4", "a variable RPK_..., which rpk uses too"],
        ["5", "wah.toml, the file of a project, in the working folder or above"],
        ["6", "the current profile, or the one that WAH_PROFILE names"],
        ["7", "the default: plaintext to localhost:9092"],
      ],
    },
    {
      title: "Settings of profiles",
      text: "There is no flag for a password, because other users on the machine can read " +
        "command lines.",
      rows: Object.entries<SettingSpec>(settingTable).map(settingRow),
    },
    {
      title: "Other variables",
      rows: [
        ["WAH_EMBEDDED", "off: never start the development broker"],
        [
          "WAH_COMPLETION_TIMEOUT_MS",
          "how long Tab may look up names, in milliseconds (default: 300)",
        ],
        ["WAH_NEW_PASSWORD", "password for wah user create"],
        ["NO_COLOR, FORCE_COLOR", "no color; color even in a pipe"],
        ["TERM=dumb", "chat without control of the screen, as in a pipe"],
        ["TZ", "time zone of the times that wah shows"],
      ],
    },
  ],
};

function settingRow([key, { meaning, flag, variables = [] }]: [string, SettingSpec]): HelpRow {
  const names = [...(flag === undefined ? [] : [flagOf(flag)]), ...variables];
  return [key, names.length === 0 ? meaning : `${meaning}: ${names.join(", ")}`];
}
