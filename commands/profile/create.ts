import { UsageError } from "../../lib/errors.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { note } from "../_shared/note.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { switchFlag } from "../_shared/parser/flag.ts";
import { profileEdits } from "./_changes.ts";
import { checkProfileName, readProfiles } from "./_config.ts";
import { saveProfile } from "./_save.ts";

/** `wah profile create`. */
export const profileCreateCommand = defineCommand({
  description: "Create a profile from the flags for a cluster and from KEY=VALUE settings.",
  examples: [
    ["wah profile create dev -b localhost:9092 --use", "create a profile and use it"],
    [
      "wah profile create prod -b kafka:9093 --tls --sasl-user bob color=red protected=true",
      "with a login; the password is asked for when it is needed",
    ],
    [
      'wah profile create prod -b kafka:9093 --sasl-user bob sasl.password_command="pass kafka"',
      "with a command that prints the password",
    ],
  ],
  args: [
    { name: "NAME", brief: "name of the new profile" },
    {
      name: "KEY=VALUE",
      brief: "settings; docs/settings.md lists the keys",
      isOptional: true,
      isList: true,
    },
  ],
  flags: { use: switchFlag("use it from now on") },
  async run({ args: [name = "", ...pairs], flags: { use }, context }): Promise<void> {
    checkProfileName(name);
    const config = await readProfiles(context);
    if (config.names.includes(name)) {
      throw new UsageError(`Cannot create the profile "${name}": it already exists`, {
        hint: "Change it with wah profile set",
      });
    }
    const edits = profileEdits(name, pairs, context.globals);
    await saveProfile(config, [
      { path: ["profiles", name], isTable: true },
      ...edits,
      ...(use ? [{ path: ["current"], value: name }] : []),
    ], context);
    const next = use ? "" : `; wah profile use ${shellQuote(name)} makes it the current one`;
    await note(`Created profile "${name}" in "${config.file}"${next}`, context);
  },
});
