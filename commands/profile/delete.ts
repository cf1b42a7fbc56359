import { missingProfile } from "../../lib/settings/missing_profile.ts";
import { writeConfig } from "../../lib/settings/write_config.ts";
import { confirmLocally } from "../_shared/confirm.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { readProfiles } from "./_config.ts";

/** `wah profile delete`. */
export const profileDeleteCommand = defineCommand({
  description: "Delete a profile. Nothing on the cluster changes.",
  examples: [
    ["wah profile delete old", "asks first"],
    ["wah profile delete -y old", "does not ask"],
  ],
  args: [{ name: "NAME", brief: "the profile to delete", complete: "profile" }],
  flags: {},
  async run({ args: [name = ""], context }): Promise<void> {
    const config = await readProfiles(context);
    if (!config.names.includes(name)) throw missingProfile(name, config);
    const question = `Delete the profile "${name}" from "${config.file}"?`;
    await confirmLocally(question, "delete the profile", context);
    await writeConfig(config, [
      { path: ["profiles", name], value: undefined },
      ...(config.current === name ? [{ path: ["current"], value: undefined }] : []),
    ]);
  },
});
