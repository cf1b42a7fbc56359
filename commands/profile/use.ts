import { UsageError } from "../../lib/errors.ts";
import { missingProfile } from "../../lib/settings/missing_profile.ts";
import { writeConfig } from "../../lib/settings/write_config.ts";
import { note } from "../_shared/note.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { switchFlag } from "../_shared/parser/flag.ts";
import { readProfiles } from "./_config.ts";

/** `wah profile use`. */
export const profileUseCommand = defineCommand({
  description: "Choose the profile that commands use from now on.",
  examples: [
    ["wah profile use prod", "use the profile prod"],
    ["wah profile use --none", "use no profile"],
  ],
  args: [{ name: "NAME", brief: "the profile to use", complete: "profile", isOptional: true }],
  flags: { none: switchFlag("use no profile") },
  async run({ args: [name], flags: { none = false }, context }): Promise<void> {
    if ((name === undefined) !== none) {
      throw new UsageError("Cannot choose a profile: expected either NAME or --none", {
        hint: "wah profile list shows all profiles",
      });
    }
    const config = await readProfiles(context);
    if (name !== undefined && !config.names.includes(name)) throw missingProfile(name, config);
    await writeConfig(config, [{ path: ["current"], value: name }]);
    const text = name === undefined ? "No profile is in use now" : `Now using profile "${name}"`;
    await note(text, context);
    if (context.env("WAH_PROFILE") !== undefined) {
      await note("WAH_PROFILE is set, and names the profile in this shell", context);
    }
  },
});
