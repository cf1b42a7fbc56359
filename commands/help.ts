import { UsageError } from "../lib/errors.ts";
import { type AnyCommand, defineCommand, shownNames } from "./_shared/parser/command.ts";
import { helpTopicNames } from "./help/_topics.ts";

/** `wah help`. */
export const helpCommand = defineCommand({
  description: "Show help for a command, or a page about offsets, formats, settings or exit codes.",
  examples: [
    ["wah help topic create", "the same as wah topic create --help"],
    ["wah help offsets", "where consume starts and stops"],
    ["wah --help-json", "all commands, flags and exit codes, for a program"],
  ],
  args: [{
    name: "NAME",
    brief: `a command, or ${helpTopicNames.join(", ")}`,
    isOptional: true,
    isList: true,
    choices: helpTopicNames,
    complete: "command",
  }],
  flags: {},
  async run({ args: names, context, app }): Promise<void> {
    const [name = ""] = names;
    const { helpPages } = await (import("./help/_pages.ts" as string) as Promise<
      typeof import("./help/_pages.ts")
    >);
    const page = names.length === 1 ? helpPages.find((each) => each.name === name) : undefined;
    if (page !== undefined) {
      const { pageText } = await (import("./help/_page.ts" as string) as Promise<
        typeof import("./help/_page.ts")
      >);
      return await context.stdout.write(pageText(page, context.stdout));
    }
    const { helpText } = await (import("./_shared/parser/help.ts" as string) as Promise<
      typeof import("./_shared/parser/help.ts")
    >);
    const command = await findCommand(names, app.root);
    await context.stdout.write(helpText(command, ["wah", ...names].join(" "), context.stdout));
  },
});

/** @throws {UsageError} If there is no such command. */
async function findCommand(names: readonly string[], root: AnyCommand): Promise<AnyCommand> {
  let command = root;
  for (const [index, name] of names.entries()) {
    const { subcommands = {} } = command;
    if (!Object.hasOwn(subcommands, name)) throw await unknownName(names, index, command);
    command = await subcommands[name]!.load();
  }
  return command;
}

async function unknownName(
  names: readonly string[],
  index: number,
  { subcommands }: AnyCommand,
): Promise<UsageError> {
  const { nearestNames } = await (import("../lib/text/nearest.ts" as string) as Promise<
    typeof import("../lib/text/nearest.ts")
  >);
  const known = [...shownNames(subcommands), ...(index === 0 ? helpTopicNames : [])];
  const [nearest] = nearestNames(names[index]!, known);
  const path = names.slice(0, index);
  return new UsageError(`Cannot show help for "${names.join(" ")}": there is no such command`, {
    hint: nearest === undefined
      ? `See ${["wah", ...path].join(" ")} --help`
      : `Did you mean wah help ${[...path, nearest].join(" ")}?`,
  });
}
