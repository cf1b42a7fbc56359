import { UsageError } from "../lib/errors.ts";
import { defineCommand } from "./_shared/parser/command.ts";
import type { Shell } from "./completions/_tab.ts";

const shells: readonly Shell[] = ["bash", "zsh", "fish", "powershell"];

/** `wah completions`. */
export const completionsCommand = defineCommand({
  description: "Print the script that makes a shell complete commands, flags and the names of " +
    "topics, groups, rooms and users. Names are looked up for at most 300 ms.",
  examples: [
    ['eval "$(wah completions bash)"', "in ~/.bashrc"],
    ["source <(wah completions zsh)", "in ~/.zshrc, after compinit"],
    ["wah completions fish > ~/.config/fish/completions/wah.fish", "once"],
    ["wah completions powershell | Out-String | Invoke-Expression", "in $PROFILE"],
  ],
  args: [{ name: "SHELL", brief: shells.join(", "), choices: shells }],
  flags: {},
  details: `
Settings:
  The lookup of names uses the settings of the line and of the environment. It never starts a
  broker and never asks for a password. WAH_COMPLETION_TIMEOUT_MS is its limit in milliseconds;
  0 turns it off.`,
  async run({ args: [name], context }): Promise<void> {
    const shell = shells.find((each) => each === name);
    if (shell === undefined) {
      const { listed } = await import(
        "../lib/text/listed.ts" as string
      ) as typeof import("../lib/text/listed.ts");
      throw new UsageError(`Cannot use the shell "${name}": expected ${listed(shells)}`);
    }
    const { completionScript } = await (import("./completions/_tab.ts" as string) as Promise<
      typeof import("./completions/_tab.ts")
    >);
    await context.stdout.write(completionScript(shell));
  },
});
