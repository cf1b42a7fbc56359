import { UsageError } from "../../lib/errors.ts";
import { missingProfile } from "../../lib/settings/missing_profile.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { profileEdits } from "./_changes.ts";
import { readProfiles } from "./_config.ts";
import { saveProfile } from "./_save.ts";

/** `wah profile set`. */
export const profileSetCommand = defineCommand({
  description: "Change settings of a profile. KEY= removes a setting. The flags for a cluster, " +
    "for example -b, set what they name.",
  examples: [
    ["wah profile set prod color=red protected=true", "mark and protect a cluster"],
    ["wah profile set prod decode.orders=protobuf=./orders.proto:Order", "how to decode a topic"],
    ["wah profile set prod tls.ca=", "remove a setting"],
  ],
  args: [
    { name: "NAME", brief: "the profile", complete: "profile" },
    {
      name: "KEY=VALUE",
      brief: "settings; docs/settings.md lists the keys",
      isOptional: true,
      isList: true,
    },
  ],
  flags: {},
  async run({ args: [name = "", ...pairs], context }): Promise<void> {
    const config = await readProfiles(context);
    if (!config.names.includes(name)) throw missingProfile(name, config);
    const edits = profileEdits(name, pairs, context.globals);
    if (edits.length === 0) {
      throw new UsageError(`Cannot change the profile "${name}": no settings given`, {
        hint: "Add KEY=VALUE, or a flag such as -b",
      });
    }
    await saveProfile(config, edits, context);
  },
});
